// The page's COSE on the working group's own vectors, and its lists on the draft's: third parties' data, from a folder ‘shared’ beside the clone.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import test from 'node:test'

import './setting.js'
import { Malformed, fromBase64url } from '../../verify/bytes.js'
import { ES256, parseSign1, verify } from '../../verify/cose.js'
import { Reader } from '../../verify/cbor.js'
import { inflate } from '../../verify/status-list.js'

const shared = path.join(process.env.TIPSTAFF_SHARED ?? '', 'vectors')
const here = existsSync(shared)
const skip = here ? false : 'no shared data'
test('the shared data is there where it is promised', () => assert.ok(here || process.env.CI !== 'true', 'no shared data'))

const hex = (text) => Uint8Array.from(Buffer.from(text, 'hex'))

async function vector(name) {
  const { input, output } = JSON.parse(await readFile(path.join(shared, 'cose', name)))
  const key = input.sign0.key
  const part = (of) => (key[`${of}_hex`] ? hex(key[`${of}_hex`]) : fromBase64url(key[of]))
  return { message: hex(output.cbor), fails: input.failures !== undefined, key: { algorithm: ES256, point: Uint8Array.of(4, ...part('x'), ...part('y')) } }
}

test('COSE_Sign1 of the working group: what is true verifies', { skip }, async () => {
  for (const name of ['CWT/A_3.json', 'ecdsa-examples/ecdsa-sig-01.json']) {
    const { message, key } = await vector(name)
    assert.equal(await verify(parseSign1(message), key), true, name)
  }
})

test('COSE_Sign1 of the working group: what is false does not', { skip }, async () => {
  const names = (await readdir(path.join(shared, 'cose/sign1-tests'))).filter((name) => name.startsWith('sign-fail'))
  assert.equal(names.length, 6)
  for (const name of names) {
    const { message, key } = await vector(`sign1-tests/${name}`)
    let parsed
    try {
      parsed = parseSign1(message)
    } catch (error) {
      assert.ok(error instanceof Malformed, `${name}: ${error}`)
      continue
    }
    assert.equal(await verify(parsed, key), false, name)
  }
})

test('the draft’s list of two bits unpacks as it says', { skip }, async () => {
  const lines = (await readFile(path.join(shared, 'status-list/status_list_encoding2_cbor.md'), 'utf8')).trim().split('\n')
  const reader = new Reader(hex(lines.at(-1)))
  assert.equal(reader.map(), 2)
  assert.equal(reader.text(), 'bits')
  assert.equal(reader.uint(), 2)
  assert.equal(reader.text(), 'lst')
  assert.deepEqual([...(await inflate(reader.bytes()))], [0xc9, 0x44, 0xf9])
})
