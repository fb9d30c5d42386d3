// The page of `check --web` as a person meets it, in Chromium, with a workbook of another make: dropped, read, cleaned. In every test: no
// request to another host, nothing that the page's own policy had to stop, no error in the console.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import test, { after, before } from 'node:test'

import { chromium } from 'playwright-core'

import { program, run, temporaryFolder } from './setting.js'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

// By openpyxl: an answer of eight rows with a hidden column, and the register that it was counted from in a hidden sheet.
const kWorkbook = `
import openpyxl, sys
book = openpyxl.Workbook()
answer = book.active
answer.title = 'Answer'
answer.append(['Rank', 'Reference', 'Officers'])
for i in range(8): answer.append(['Constable', 'left over %d' % i, 100 + i])
answer.column_dimensions['B'].hidden = True
source = book.create_sheet('Source data')
source.sheet_state = 'hidden'
for i in range(40): source.append(['Inventedname%02d, A.' % i, 'Constable', 'AB 12 34 56 C'])
book.save(sys.argv[1])
`
let made, browser, address, server

before(async () => {
  made = await temporaryFolder()
  await run('/usr/bin/python3', ['-c', kWorkbook, file('answer.xlsx')])
  await writeFile(file('plain.csv'), 'rank,officers\nConstable,100\n')
  await writeFile(file('nothing.bin'), Buffer.from([0, 1, 2, 3, 250, 251]))
  server = spawn(program('tipstaff'), ['check', '--web', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  address = await new Promise((done, failed) => {
    server.stdout.on('data', (words) => done(/http:\S+/.exec(words)[0]))
    server.on('exit', () => failed(new Error('the server ended')))
  })
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
})
after(async () => {
  await browser?.close()
  if (server) await new Promise((done) => (server.on('exit', done), server.kill()))
  await made?.remove()
})

const file = (name) => path.join(made.folder, name)

async function visit(use, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options })
  const wrong = []
  context.on('request', (request) => request.url().startsWith(address) || /^blob:/.test(request.url()) || wrong.push(`asked ${request.url()}`))
  try {
    const page = await context.newPage()
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`)))
    await page.goto(address)
    await use({ page, context, wrong })
    assert.deepEqual(wrong, [])
  } finally {
    await context.close()
  }
}

// As a hand drops it: the events that a browser makes, with the file's bytes.
async function drop(page, ...names) {
  const files = await Promise.all(names.map(async (name) => ({ name, bytes: (await readFile(file(name))).toString('base64') })))
  await page.evaluate((given) => {
    const transfer = new DataTransfer()
    for (const { name, bytes } of given) transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name))
    const zone = document.getElementById('drop')
    for (const type of ['dragenter', 'dragover', 'drop']) zone.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }, files)
}
const judged = (page, count = 1) => page.waitForFunction((wanted) => document.querySelectorAll('article[data-verdict]').length === wanted, count, { timeout: 60_000 })
async function clean(page, what) {
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  assert.deepEqual(violations.map((found) => `${what}: ${found.id}: ${found.nodes.map((node) => node.html)}`), [])
}

test('a workbook with a hidden sheet is dropped: HOLD, the place, and a clean copy that passes', async () => {
  await visit(async ({ page }) => {
    await drop(page, 'answer.xlsx')
    await judged(page)
    assert.match(await page.textContent('.verdict'), /Hold Do not send it as it is/)
    const words = await page.textContent('.findings')
    assert.match(words, /cells in a hidden sheet; 40 rows; 40 rows look like people/)
    assert.match(words, /sheet ‘Source data’ A1:C40/)
    assert.match(words, /columns B/)
    assert.doesNotMatch(await page.textContent('body'), /Inventedname|AB 12 34/, 'nothing that is hidden is shown')
    assert.deepEqual(await page.locator('.drawing svg').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))),
      ['Sheet Answer: visible, 1 place held', 'Sheet Source data: hidden, 1 place held'])
    assert.equal(await page.locator('.sheet.away').count(), 1)
    assert.match(await page.textContent('#said'), /answer.xlsx: Hold/, 'who cannot see the page is told')
    const copy = page.waitForEvent('download')
    await page.click('text=Save the clean copy')
    await (await copy).saveAs(file('clean.xlsx'))
    assert.equal((await copy).suggestedFilename(), 'answer.xlsx')
    const { stdout } = await run(program('tipstaff'), ['check', file('clean.xlsx')])
    assert.match(stdout, /PASS/)
    const saved = page.waitForEvent('download')
    await page.click('text=Save the report')
    await (await saved).saveAs(file('report.html'))
    assert.match(await readFile(file('report.html'), 'utf8'), /sheet-hidden/)
  })
})

test('several files: each its verdict; what is not known is unknown; the list can be cleared', async () => {
  await visit(async ({ page }) => {
    await page.uncheck('#clean')
    await page.setInputFiles('#files', [file('plain.csv'), file('nothing.bin'), file('answer.xlsx')])
    await judged(page, 3)
    assert.deepEqual(await page.locator('article').evaluateAll((all) => all.map((one) => one.dataset.verdict)), ['pass', 'unknown', 'hold'])
    assert.equal(await page.locator('text=Save the clean copy').count(), 0, 'none was wanted')
    await page.click('#forget')
    assert.equal(await page.locator('article').count(), 0)
    assert.equal(await page.evaluate(() => document.activeElement.id), 'files')
  })
})

test('what a file is meant to hold is compared, and nonsense is explained', async () => {
  await visit(async ({ page }) => {
    await page.fill('#declare', '0 rows')
    await drop(page, 'plain.csv')
    await judged(page)
    assert.match(await page.textContent('.findings'), /more rows than were declared/)
  })
  await visit(async ({ page, wrong }) => {
    await page.fill('#declare', 'a few')
    await drop(page, 'plain.csv')
    await judged(page)
    assert.match(await page.textContent('article'), /It was not checked: .*150 rows, columns rank, unit/)
    for (const words of wrong.splice(0)) assert.match(words, /400 \(Bad Request\)/)
  })
})

test('a file whose name is markup is text', async () => {
  await writeFile(file('<img src=x onerror=alert(1)>.csv'), 'rank\nConstable\n')
  await visit(async ({ page }) => {
    await drop(page, '<img src=x onerror=alert(1)>.csv')
    await judged(page)
    assert.equal(await page.textContent('h3'), '<img src=x onerror=alert(1)>.csv')
    assert.equal(await page.locator('article img').count(), 0)
  })
})

test('an upload is cancelled, and the next file goes on', async () => {
  await writeFile(file('large.csv'), 'rank,unit\n' + 'Constable,North\n'.repeat(400_000))
  await visit(async ({ page, context }) => {
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 })
    await drop(page, 'large.csv', 'plain.csv')
    await page.waitForFunction(() => /^Sending/.test(document.querySelector('.status').textContent))
    await page.click('article:first-of-type button')
    await judged(page, 2)
    assert.deepEqual(await page.locator('article').evaluateAll((all) => all.map((one) => one.dataset.verdict)), ['none', 'pass'])
    assert.match(await page.textContent('article'), /Cancelled/)
  })
})

test('by keyboard alone', async () => {
  await visit(async ({ page }) => {
    const focused = []
    for (let i = 0; i < 3; ++i) {
      await page.keyboard.press('Tab')
      focused.push(await page.evaluate(() => document.activeElement.id))
    }
    assert.deepEqual(focused, ['files', 'clean', 'declare'])
    const chooser = page.waitForEvent('filechooser')
    await page.focus('#files')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(file('answer.xlsx'))
    await judged(page)
    assert.equal(await page.evaluate(() => document.activeElement.id), 'results-title')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Save the clean copy')
  })
})

test('axe finds nothing, in light and dark, narrow and wide, before and after', async () => {
  for (const [colorScheme, width] of [['light', 320], ['dark', 1280]])
    await visit(async ({ page }) => {
      await page.evaluate(await readFile(axe, 'utf8'))  // past the page's policy, by the debugger
      await clean(page, 'start')
      await page.setInputFiles('#files', [file('plain.csv'), file('nothing.bin'), file('answer.xlsx')])
      await judged(page, 3)
      await page.click('article:last-of-type summary >> nth=-1')
      await clean(page, 'after')
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, 'nothing is cut off to the side')
      if (process.env.TIPSTAFF_PICTURES) await page.screenshot({ path: path.join(process.env.TIPSTAFF_PICTURES, `drop-${colorScheme}.png`), fullPage: true })
    }, { colorScheme, viewport: { width, height: 800 } })
})

test('the page’s policy bites, and another site’s page gets nothing', async () => {
  await visit(async ({ page, wrong }) => {
    await assert.rejects(page.addScriptTag({ content: 'globalThis.smuggled = true' }))
    assert.equal(await page.evaluate(() => fetch('http://127.0.0.1:9/').catch((error) => error.name)), 'TypeError')
    for (let i = 0; i < 50 && wrong.length < 2; ++i) await page.waitForTimeout(100)
    assert.ok(wrong.some((words) => words.includes('script-src')) && wrong.some((words) => words.includes('connect-src')), `${wrong}`)
    wrong.length = 0
  })
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.route('http://other.example/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>another</title>' }))
    await page.goto('http://other.example/')
    const tried = await page.evaluate(async (to) => {
      const ask = (path, options) => fetch(to + path, options).then((answer) => answer.status, (error) => error.name)
      return [await ask('about'), await ask('tickets', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }), await ask('tickets', { method: 'POST', mode: 'no-cors', body: '{}' })]
    }, address)
    assert.deepEqual(tried.slice(0, 2), ['TypeError', 'TypeError'])
    assert.ok(tried[2] === 0 || tried[2] === 'TypeError', `${tried[2]}`)
  } finally {
    await context.close()
  }
})
