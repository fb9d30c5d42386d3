// The page's judgement, in Node, on the table that verdict_cases prints and the program has just passed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import test from 'node:test'

import { Malformed } from '../../verify/bytes.js'
import { parseKeySet } from '../../verify/key-set.js'
import { ListMemory } from '../../verify/list-memory.js'
import { openStatusList } from '../../verify/status-list.js'
import { judgeStamp, kNext } from '../../verify/verdict.js'
import { program } from './setting.js'

const table = JSON.parse(execFileSync(program('verdict_cases'), { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] }))

const trouble = (error) => {
  if (error instanceof Malformed) return { trouble: error.message }
  throw error
}

async function judged(one) {
  let keys
  try {
    keys = await parseKeySet(table.keys[one.keys])
  } catch (error) {
    trouble(error)
    return { verdict: 'refused' }
  }
  const memory = ListMemory.parse(one.seen)
  const lists = []
  for (const number of one.lists) {
    const token = new Uint8Array(Buffer.from(table.lists[number], 'base64'))
    lists.push(await openStatusList(token, keys).then((list) => ({ list: memory.admit(list, one.now) })).catch(trouble))
  }
  return judgeStamp(one.text, keys, lists, one.now)
}

test('the page and the program agree on every case', async () => {
  const seen = new Set()
  for (const one of table.cases) {
    const answer = await judged(one)
    assert.equal(answer.verdict, one.verdict, `${one.name}: ${answer.why}`)
    seen.add(one.verdict)
  }
  assert.deepEqual([...seen].sort(), [...Object.keys(kNext), 'refused'].sort(), 'every verdict occurs')
  assert.ok(table.cases.length > 2500, 'codes and lists cut at every length and changed at every byte')
})

test('an Ed25519 stamp is never judged by a browser that cannot check it', async () => {
  const one = table.cases.find((c) => c.name === 'Ed25519: active')
  const importKey = crypto.subtle.importKey
  crypto.subtle.importKey = (format, bytes, algorithm, ...rest) => {
    if (algorithm.name === 'Ed25519') throw new DOMException('not here', 'NotSupportedError')
    return importKey.call(crypto.subtle, format, bytes, algorithm, ...rest)
  }
  try {
    const keys = await parseKeySet(table.keys[one.keys])
    const answer = await judgeStamp(one.text, keys, [], one.now)
    assert.equal(answer.verdict, 'cannot say')
    assert.match(answer.why, /this browser cannot check/)
  } finally {
    crypto.subtle.importKey = importKey
  }
})

test('a list does not swell beyond its bound', async () => {
  const { inflate } = await import('../../verify/status-list.js')
  const { deflateSync } = await import('node:zlib')
  await assert.rejects(inflate(deflateSync(Buffer.alloc((1 << 25) + 1))), /larger than any list/)
})
