// The stamp: what the signed code on a card's back says. Format: docs/formats/stamp.md.
import { Malformed, fromBase45, isPlain } from './bytes.js'
import { Reader } from './cbor.js'

export const kPrefix = 'TS1:'
const kMostText = 1451
const kIssuer = 1, kExpires = 4, kNonce = 7, kStatus = 65535
const kName = -65537, kRank = -65538, kNumber = -65539, kPhoto = -65540, kKind = -65541
const kLongestText = 400
const kLatest = 253402300799

const malformed = () => new Malformed("the stamp's claims are not such as a stamp has")

export function messageOfStamp(text) {
  if (!text.startsWith(kPrefix)) throw new Malformed('the code is not a stamp of this kind')
  if (text.length > kMostText) throw new Malformed("the code's text is longer than a stamp's can be")
  return fromBase45(text.slice(kPrefix.length))
}

// One form only: keys in this order, heads no longer than need be, no further claims.
export function decodeClaims(claims) {
  const reader = new Reader(claims, { shortest: true })
  const key = (expected) => {
    if (reader.integer() !== expected) throw malformed()
  }
  const plain = (text) => {
    if (new TextEncoder().encode(text).length > kLongestText || !isPlain(text)) throw malformed()
    return text
  }
  const text = (expected) => (key(expected), plain(reader.text()))
  const name = (expected) => {
    if (reader.text() !== expected) throw malformed()
  }
  const pairs = reader.map()
  if (pairs !== 4 && pairs !== 9) throw malformed()
  const out = { issuer: text(kIssuer), face: null }
  key(kExpires)
  out.expires = reader.integer()
  if (out.expires < 0 || out.expires > kLatest) throw malformed()
  key(kNonce)
  if (reader.bytes().length !== 8) throw malformed()
  key(kStatus)
  if (reader.map() !== 1) throw malformed()
  name('status_list')
  if (reader.map() !== 2) throw malformed()
  name('idx')
  out.index = reader.uint()
  name('uri')
  out.list = plain(reader.text())
  if (out.list === '') throw malformed()
  if (pairs === 9) {
    const face = { name: text(kName), rank: text(kRank), number: text(kNumber) }
    key(kPhoto)
    face.photo = reader.bytes()
    face.kind = text(kKind)
    out.face = face
  }
  reader.expectEnd()
  return out
}
