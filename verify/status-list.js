// Token Status List (draft-ietf-oauth-status-list) of two bits a card: docs/formats/status-list.md.
import { Malformed } from './bytes.js'
import { Reader } from './cbor.js'
import { parseSign1, verify } from './cose.js'
import { findKey } from './key-set.js'

export const Status = { valid: 0, invalid: 1, suspended: 2, notYetActive: 3 }

const kType = 'application/statuslist+cwt'
const kSubject = 2, kExpires = 4, kIssuedAt = 6, kList = 65533, kTimeToLive = 65534
const kLatest = 253402300799
const kMostBytes = 134217728 / 4
const kMostTimeToLive = 366 * 86400

const malformed = (what) => new Malformed(`the status list cannot be used: ${what}`)

// RFC 1950. Grows with what really comes out, not with what is claimed.
export async function inflate(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))
  const reader = stream.getReader()
  const pieces = []
  let size = 0
  for (;;) {
    let piece
    try {
      piece = await reader.read()
    } catch {
      throw malformed('its compressed part is damaged')
    }
    if (piece.done) break
    size += piece.value.length
    if (size > kMostBytes) {
      reader.cancel().catch(() => {})
      throw malformed('it is larger than any list may be')
    }
    pieces.push(piece.value)
  }
  const out = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    out.set(piece, at)
    at += piece.length
  }
  return out
}

function readMember(reader) {
  let bits = 0
  let packed = null
  for (let members = reader.map(); members > 0; --members) {
    const name = reader.text()
    if (name === 'bits' && bits === 0) bits = reader.uint()
    else if (name === 'lst' && packed === null) packed = reader.bytes()
    else if (name === 'aggregation_uri') reader.skip()
    else throw malformed('it has a member that is not understood, or one twice')
  }
  if (packed === null || ![1, 2, 4, 8].includes(bits)) throw malformed('it says no number of bits, or no list')
  if (bits !== 2) throw malformed('it has not two bits a card')
  return packed
}

function readTime(reader) {
  const seconds = reader.integer()
  if (seconds < 0 || seconds > kLatest) throw malformed('a time in it is none')
  return seconds
}

// Times in seconds since 1970.
async function decodeClaims(claims) {
  const out = {}
  let packed = null
  const seen = new Set()
  const reader = new Reader(claims)
  for (let pairs = reader.map(); pairs > 0; --pairs) {
    const key = reader.integer()
    if (seen.has(key)) throw malformed('a claim occurs twice')
    seen.add(key)
    if (key === kSubject) out.uri = reader.text()
    else if (key === kExpires) out.expires = readTime(reader)
    else if (key === kIssuedAt) out.issued = readTime(reader)
    else if (key === kList) packed = readMember(reader)
    else if (key === kTimeToLive) {
      out.ttl = reader.uint()
      if (out.ttl > kMostTimeToLive) throw malformed('its time to live is none')
    } else reader.skip()
  }
  reader.expectEnd()
  for (const needed of [kSubject, kExpires, kIssuedAt, kList, kTimeToLive])
    if (!seen.has(needed)) throw malformed('a claim is missing')
  out.bytes = await inflate(packed)
  return out
}

// The signature, by one of the keys that is not revoked, and then the claims. Whether it is too old is the caller's to say.
export async function openStatusList(token, keys) {
  const message = parseSign1(token)
  if (message.headers.type !== kType) throw malformed('it is something else that was signed')
  const key = findKey(keys, message.headers.keyId)
  if (key === undefined) throw malformed('it is signed by a key that is not in the key set')
  if (key.revoked) throw malformed('it is signed by a key that was revoked')
  if (!(await verify(message, key))) throw malformed('its signature is wrong')
  return decodeClaims(message.payload)
}

export const slots = (list) => list.bytes.length * 4
export const statusAt = (list, slot) => (list.bytes[Math.floor(slot / 4)] >> ((slot % 4) * 2)) & 3
