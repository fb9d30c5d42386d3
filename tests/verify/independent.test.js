// Every stamp of a run of cards, and the list, by software that shares nothing with ours: COSE by @ldclabs/cose-ts over
// noble's curves, CBOR by cborg, the list's bits by @sd-jwt/jwt-status-list over pako. (No library on npm reads a status list
// as CWT whole.)
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import test, { after, before } from 'node:test'

import './resolve.js'
import { StatusList } from '@sd-jwt/jwt-status-list'
import { decode } from 'cborg'

import { madeCards } from './setting.js'

const { Sign1Message } = await import('@ldclabs/cose-ts/sign1')
const { ECDSAKey } = await import('@ldclabs/cose-ts/ecdsa')
const { Ed25519Key } = await import('@ldclabs/cose-ts/ed25519')
const { decodeCBOR } = await import('@ldclabs/cose-ts/utils')

const kAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
// RFC 9285 §4.2, from its text.
function base45(text) {
  const out = []
  for (let i = 0; i < text.length; i += 3) {
    const [c, d, e] = [...text.slice(i, i + 3)].map((character) => kAlphabet.indexOf(character))
    const n = c + d * 45 + (e === undefined ? 0 : e * 45 * 45)
    if (e === undefined) out.push(n)
    else out.push(Math.floor(n / 256), n % 256)
  }
  return Uint8Array.from(out)
}

let cards
before(async () => (cards = await madeCards()))
after(() => cards.remove())

const file = (name) => readFile(path.join(cards.folder, name))

async function keys() {
  const set = JSON.parse(await file('keys.json'))
  const coordinate = (text) => Buffer.from(text, 'base64url')
  return new Map(
    set.keys.map((jwk) => [
      jwk.kid,
      jwk.kty === 'EC'
        ? ECDSAKey.fromPublic(Uint8Array.of(4, ...coordinate(jwk.x), ...coordinate(jwk.y)))
        : Ed25519Key.fromPublic(Uint8Array.from(coordinate(jwk.x))),
    ]),
  )
}

const claimsOf = (bytes) => decode(bytes, { useMaps: true })
const keyOf = (message, known) => known.get(Buffer.from(decodeCBOR(decodeCBOR(message.subarray(1))[0]).get(4)).toString('base64url'))

async function statuses(name) {
  const token = Uint8Array.from(await file(name))
  const message = Sign1Message.fromBytes(keyOf(token, await keys()), token)
  assert.equal(message.protected.toRaw().get(16), 'application/statuslist+cwt')
  const claims = claimsOf(message.payload)
  const list = claims.get(65533)
  return { claims, list: StatusList.decompressStatusList(Buffer.from(list.get('lst')).toString('base64url'), list.get('bits')) }
}

test('every stamp of the run verifies and says what its card says', async () => {
  const stamps = JSON.parse(await file('stamps.json'))
  assert.ok(stamps.length >= 200)
  const known = await keys()
  const { claims: listed, list } = await statuses('status.cwt')
  const algorithms = new Set()
  for (const stamp of stamps) {
    const bytes = base45(stamp.text.slice(4))
    const message = Sign1Message.fromBytes(keyOf(bytes, known), bytes)
    algorithms.add(message.protected.toRaw().get(1))
    const claims = claimsOf(message.payload)
    assert.equal(claims.get(-65537), stamp.name)
    assert.equal(claims.get(-65538), stamp.rank)
    assert.equal(claims.get(-65539), stamp.number)
    assert.equal(claims.get(-65541), stamp.kind)
    const photo = Buffer.from(claims.get(-65540))
    assert.equal(photo.subarray(8, 12).toString(), 'WEBP')
    assert.ok(photo.length > 200 && photo.length <= 700, `${photo.length} bytes of photograph`)
    const reference = claims.get(65535).get('status_list')
    assert.equal(reference.get('uri'), listed.get(2))
    assert.equal(reference.get('idx'), stamp.slot)
    assert.equal(list.getStatus(stamp.slot), stamp.status)
    assert.equal(claims.size, 9)
  }
  assert.deepEqual([...algorithms].sort(), [-7, -8])
})

test('a stamp with one changed byte does not verify there either', async () => {
  const [stamp] = JSON.parse(await file('stamps.json'))
  const known = await keys()
  const bytes = base45(stamp.text.slice(4))
  for (let at = 100; at < bytes.length; at += 97) {
    const changed = Uint8Array.from(bytes)
    changed[at] ^= 1
    assert.throws(() => Sign1Message.fromBytes(keyOf(bytes, known), changed))
  }
})

test('the list has the claims of the draft and two bits a slot', async () => {
  const { claims, list } = await statuses('status.cwt')
  assert.equal(claims.get(4) - claims.get(6), 24 * 3600)
  assert.equal(claims.get(65534), 3600)
  assert.equal(list.getBitsPerStatus(), 2)
  assert.equal(list.statusList.length, 65536)
  assert.equal(list.getStatus(0), 3, 'a slot that no card has: not yet active')
  await assert.rejects(statuses('other-force.cwt'), 'another force’s list is not among these keys’')
})
