// ‘tipstaff verify’ and ‘tipstaff verify-page’ as a person types them, on the run's cards.
import assert from 'node:assert/strict'
import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import test, { after, before } from 'node:test'

import { madeCards, program, run } from './setting.js'

let cards
before(async () => (cards = await madeCards(12)))
after(() => cards.remove())

const file = (name) => path.join(cards.folder, name)

async function said(...words) {
  const { code, stdout, stderr } = await run(program('tipstaff'), words).then((out) => ({ ...out, code: 0 }), (failed) => failed)
  return { code, text: stdout + stderr }
}
const verify = (card, list = 'status.cwt', ...more) => said('verify', file(`${card}.png`), '--keys', file('keys.json'), '--list', file(list), ...more)

test('every verdict has its exit code', async () => {
  for (const [card, code] of [['genuine', 0], ['ed25519', 0], ['other-letters', 0], ['not genuine', 1], ['forged', 1], ['suspended', 1], ['not yet active', 1],
    ['expired', 1], ['cannot say', 3], ['address', 3]]) {
    const answer = await verify(card)
    assert.equal(answer.code, code, `${card}: ${answer.text}`)
  }
  const phone = await said('verify', file('phone.jpg'), '--keys', file('keys.json'), '--list', file('status.cwt'))
  assert.equal(phone.code, 0, phone.text)
  assert.match((await verify('address')).text, /do not go to where it leads/)
})

test('an older list is refused by who remembers the newer one', async () => {
  const memory = ['--memory', file('memory.json')]
  assert.equal((await verify('not genuine', 'older.cwt')).code, 0, 'without a memory it is believed: that is why there is one')
  assert.equal((await verify('not genuine', 'status.cwt', ...memory)).code, 1)
  const replayed = await verify('not genuine', 'older.cwt', ...memory)
  assert.equal(replayed.code, 3)
  assert.match(replayed.text, /older than one that was seen here before/)
  assert.equal((await verify('genuine', 'status.cwt', ...memory)).code, 0, 'the newest goes on')
  await writeFile(file('memory.json'), '{"x":')
  assert.equal((await verify('genuine', 'status.cwt', ...memory)).code, 10)
})

test('the page’s folder: what a web team needs and nothing private', async () => {
  const out = file('page')
  const made = await said('verify-page', out, '--keys', file('keys.json'), '--list', file('status.cwt'))
  assert.equal(made.code, 0, made.text)
  const names = await readdir(out)
  for (const name of ['index.html', 'leaflet.html', 'sw.js', 'zxing.wasm', 'keys.json', 'status.cwt']) assert.ok(names.includes(name), name)
  assert.ok(!names.some((name) => /package|test|node/.test(name)))
  for (const name of names) assert.equal((await stat(path.join(out, name))).mode & 0o777, 0o644, name)
  assert.equal((await stat(out)).mode & 0o777, 0o755)
  const worker = await readFile(path.join(out, 'sw.js'), 'utf8')
  assert.doesNotMatch(worker, /@[A-Z]+@/)
  for (const name of names) if (!['sw.js', 'keys.json', 'status.cwt'].includes(name)) assert.ok(worker.includes(` ${name}`) || worker.includes(`'${name}`), `${name} is kept for when there is no network`)
  // Again over itself, byte for byte.
  assert.equal((await said('verify-page', out, '--keys', file('keys.json'), '--list', file('status.cwt'))).code, 0)
  assert.equal(await readFile(path.join(out, 'sw.js'), 'utf8'), worker)
})

test('a page is not written with a list that would answer nothing', async () => {
  const page = (keys, list) => said('verify-page', file('none'), '--keys', keys, '--list', file(list))
  for (const [list, words] of [['ended.cwt', /has ended/], ['other-force.cwt', /not in the key set/], ['keys.json', /its list is not good/]]) {
    const refused = await page(file('keys.json'), list)
    assert.equal(refused.code, 10, refused.text)
    assert.match(refused.text, words)
  }
  await writeFile(file('private.json'), (await readFile(file('keys.json'), 'utf8')).replace('"use":"sig"', '"d":"AAAA"'))
  assert.match((await page(file('private.json'), 'status.cwt')).text, /private key/)
  assert.ok(!(await readdir(cards.folder)).includes('none'))
})
