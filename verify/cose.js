// COSE_Sign1 (RFC 9052 §4.2) with ES256 or EdDSA over Ed25519, as strict as docs/formats/stamp.md has it.
import { Malformed } from './bytes.js'
import { Reader, sequence } from './cbor.js'

export const ES256 = -7
export const EdDSA = -8

const kAlgorithm = 1, kCritical = 2, kKeyId = 4, kType = 16
const kTag = 18
const kUnderstood = [kAlgorithm, kCritical, kKeyId, kType]

const malformed = (what) => new Malformed(`not a signed stamp or list: ${what}`)

// This browser cannot check signatures of the key's kind: neither true nor false.
export class Unsupported extends Error {}

function readCritical(reader) {
  const count = reader.array()
  if (count === 0) throw malformed('its list of critical headers is empty')
  for (let i = 0; i < count; ++i)
    if (!kUnderstood.includes(reader.integer())) throw malformed('it demands a header that is not understood here')
}

function readProtected(bytes) {
  const out = { algorithm: null, keyId: new Uint8Array(), type: '' }
  const reader = new Reader(bytes)
  const seen = new Set()
  for (let pairs = reader.map(); pairs > 0; --pairs) {
    const label = reader.integer()
    if (seen.has(label)) throw malformed('a header occurs twice')
    seen.add(label)
    if (label === kAlgorithm) out.algorithm = reader.integer()
    else if (label === kCritical) readCritical(reader)
    else if (label === kKeyId) out.keyId = reader.bytes()
    else if (label === kType) out.type = reader.text()
    else reader.skip()
  }
  reader.expectEnd()
  if (out.algorithm === null) throw malformed('no algorithm stands in its protected header')
  if (out.algorithm !== ES256 && out.algorithm !== EdDSA) throw malformed('its algorithm is neither ES256 nor EdDSA')
  return out
}

// Nothing in it is signed, so nothing in it decides; the key's name is taken from it where the protected header has none.
function readUnprotected(reader, headers) {
  for (let pairs = reader.map(); pairs > 0; --pairs) {
    const label = reader.integer()
    if (label === kAlgorithm || label === kCritical) throw malformed('a header that must be protected is not')
    if (label === kKeyId && headers.keyId.length === 0) headers.keyId = reader.bytes()
    else reader.skip()
  }
}

export function parseSign1(bytes) {
  const reader = new Reader(bytes)
  if (reader.tag() !== kTag) throw malformed('it is another kind of message')
  if (reader.array() !== 4) throw malformed('it has not four parts')
  const protectedHeader = reader.bytes()
  const headers = readProtected(protectedHeader)
  readUnprotected(reader, headers)
  const payload = reader.bytes()
  const signature = reader.bytes()
  reader.expectEnd()
  return { headers, protectedHeader, payload, signature }
}

// `key`: { algorithm, point }. False for another algorithm than the message's. Throws Unsupported.
export async function verify(message, key) {
  if (message.headers.algorithm !== key.algorithm) return false
  const signed = sequence('Signature1', message.protectedHeader, new Uint8Array(), message.payload)
  const es256 = key.algorithm === ES256
  const kind = es256 ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'Ed25519' }
  let imported
  try {
    imported = await crypto.subtle.importKey('raw', key.point, kind, false, ['verify'])
  } catch (error) {
    if (error.name === 'DataError') return false  // no point of the curve
    throw new Unsupported('this browser cannot check the kind of signature that the card bears (Ed25519); use a newer browser')
  }
  return crypto.subtle.verify(es256 ? { name: 'ECDSA', hash: 'SHA-256' } : kind, imported, message.signature, signed)
}
