// The published keys of an issuer: a JSON Web Key Set (RFC 7517) as docs/formats/stamp.md has it. The only place that a key is
// ever taken from; here it is the file beside the page.
import { Malformed, equal, fromBase64url, sha256 } from './bytes.js'
import { ES256, EdDSA } from './cose.js'

const kMost = 1000
const kCoordinate = 32
const malformed = (what) => new Malformed(`the key set cannot be used: ${what}`)

function text(object, name) {
  if (typeof object[name] !== 'string') throw malformed(`‘${name}’ is missing`)
  return object[name]
}

function coordinate(jwk, name) {
  const out = fromBase64url(text(jwk, name))
  if (out.length !== kCoordinate) throw malformed('a key has another size')
  return out
}

// Null for a type of key that stamps do not use.
function publicKey(jwk) {
  const type = text(jwk, 'kty')
  if (type !== 'EC' && type !== 'OKP') return null
  if ('d' in jwk) throw malformed('it holds a private key; take it out of use at once')
  const curve = text(jwk, 'crv')
  const x = coordinate(jwk, 'x')
  if (type === 'OKP' && curve === 'Ed25519') return { algorithm: EdDSA, point: x }
  if (type !== 'EC' || curve !== 'P-256') return null
  return { algorithm: ES256, point: Uint8Array.of(4, ...x, ...coordinate(jwk, 'y')) }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

// { issuer, lists, keys: [{ algorithm, point, id, revoked }] }
export async function parseKeySet(json) {
  let object
  try {
    object = JSON.parse(json)
  } catch {
    throw malformed('it is not JSON')
  }
  if (!isObject(object)) throw malformed('it is not JSON')
  const out = { issuer: text(object, 'issuer'), lists: object.status_lists, keys: [] }
  if (!Array.isArray(out.lists) || !Array.isArray(object.keys)) throw malformed('‘keys’ or ‘status_lists’ is missing')
  if (out.lists.length > kMost || object.keys.length > kMost) throw malformed('it has more than 1,000 keys or lists')
  if (!out.lists.every((list) => typeof list === 'string')) throw malformed('the address of a list is no text')
  for (const jwk of object.keys) {
    if (!isObject(jwk)) throw malformed('a key is no object')
    const key = publicKey(jwk)
    if (key === null) continue
    if (typeof jwk.revoked !== 'boolean') throw malformed('a key does not say whether it is revoked')
    if (Number.isNaN(Date.parse(text(jwk, 'since')))) throw malformed('a key does not say since when it signs')
    out.keys.push({ ...key, id: (await sha256(key.point)).subarray(0, 8), revoked: jwk.revoked })
  }
  return out
}

export const findKey = (set, id) => set.keys.find((key) => equal(key.id, id))
