// The page as a person meets it, in Chromium: served as any web server would serve the folder that ‘tipstaff verify-page’ writes.
// In every test: no request to another host, nothing that the page's own policy had to stop, no error in the console.
import assert from 'node:assert/strict'
import { copyFile, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import test, { after, before } from 'node:test'

import { chromium } from 'playwright-core'

import { madeCards, program, run, temporaryFolder } from './setting.js'
import { serve } from './site.js'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const kPhone = { width: 390, height: 844 }
const kDesk = { width: 1280, height: 860 }

let cards, browser

async function launch(...more) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', ...more] })
}
before(async () => {
  cards = await madeCards(12)
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await cards?.remove()
})

const card = (name) => path.join(cards.folder, `${name}.png`)

// A force's site, and one visitor of it. `list`: which of the lists stands beside the page.
async function visit(use, { list = 'status.cwt', viewport = kPhone, from = browser, ...more } = {}) {
  const folder = await temporaryFolder()
  const out = path.join(folder.folder, 'page')
  await run(program('tipstaff'), ['verify-page', out, '--keys', path.join(cards.folder, 'keys.json'), '--list', path.join(cards.folder, 'status.cwt')])
  const place = (name) => copyFile(path.join(cards.folder, name), path.join(out, 'status.cwt'))
  await place(list)
  const site = await serve(out)
  const context = await from.newContext({ viewport, ...more })
  const wrong = []
  context.on('request', (request) => request.url().startsWith(site.address) || /^(blob|data):/.test(request.url()) || wrong.push(`asked ${request.url()}`))
  const open = async () => {
    const page = await context.newPage()
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('console', (message) => message.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|404/.test(message.text()) && wrong.push(message.text()))
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`)))
    await page.goto(site.address)
    return page
  }
  try {
    await use({ page: await open(), open, context, site, place, wrong })
    assert.deepEqual(wrong, [])
  } finally {
    await context.close()
    await site.stop()
    await folder.remove()
  }
}

async function judged(page, picture) {
  if (await page.locator('#again').isVisible()) await page.click('#again')
  await page.setInputFiles('#file', picture)
  await page.waitForSelector('#answer:not([hidden])')
  return { verdict: await page.getAttribute('#answer', 'data-verdict'), why: await page.textContent('#why'), next: await page.textContent('#next') }
}

const isReady = (page) => page.waitForFunction(() => /list here/.test(document.getElementById('freshness').textContent))
// Until the worker holds the page's files.
const isKept = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true))

test('each verdict, from a picture of a card', async () => {
  await visit(async ({ page }) => {
    for (const verdict of ['genuine', 'not genuine', 'suspended', 'not yet active', 'expired', 'cannot say']) {
      const answer = await judged(page, card(verdict))
      assert.equal(answer.verdict, verdict, answer.why)
      assert.ok(answer.next.length > 40)
      assert.equal(await page.locator('#face').isVisible(), verdict === 'genuine', 'a face is shown to be compared, and only then')
      assert.equal(await page.evaluate(() => document.activeElement.id), 'verdict', 'who cannot see the page is told')
    }
    assert.equal((await judged(page, card('forged'))).verdict, 'not genuine')
    assert.equal((await judged(page, card('ed25519'))).verdict, 'genuine')
    const address = await judged(page, card('address'))
    assert.equal(address.verdict, 'cannot say')
    assert.match(address.why, /do not go to where it leads/)
  })
})

test('a genuine card: face and name, and no more than the card’s face', async () => {
  await visit(async ({ page }) => {
    await judged(page, card('genuine'))
    const [stamp] = JSON.parse(await readFile(path.join(cards.folder, 'stamps.json')))
    for (const part of ['name', 'rank', 'number', 'kind']) assert.equal(await page.textContent(`#${part}`), stamp[part])
    assert.equal(await page.textContent('#issuer'), 'Northmoor Constabulary')
    const [width, height] = await page.evaluate(() => [document.getElementById('photo').naturalWidth, document.getElementById('photo').naturalHeight])
    assert.deepEqual([width, height], [48, 60])
    assert.match(await page.textContent('#verdict'), /compare this face and name/i)
    assert.doesNotMatch(await page.textContent('body'), new RegExp(`\\b${stamp.slot}\\b`))
    await page.click('#again')
    assert.equal(await page.textContent('#name').catch(() => ''), stamp.name)
    assert.equal(await page.locator('#face').isVisible(), false)
  })
})

test('offline, after the page was opened once', async () => {
  await visit(async ({ page, open, site }) => {
    await isReady(page)
    await isKept(page)
    await page.close()
    await site.stop()
    const again = await open()
    await isReady(again)
    assert.equal((await judged(again, card('genuine'))).verdict, 'genuine')
    assert.equal((await judged(again, card('suspended'))).verdict, 'suspended')
    await again.goto(site.address + 'leaflet.html')
    assert.match(await again.textContent('h1'), /really an officer/)
  })
})

test('without a network by the browser’s own switch, and with nothing kept: cannot say', async () => {
  await visit(async ({ page, context }) => {
    await isReady(page)
    await isKept(page)
    await context.setOffline(true)
    await page.reload()
    assert.equal((await judged(page, card('genuine'))).verdict, 'genuine')
    await page.evaluate(() => caches.delete('tipstaff-kept'))
    await page.reload()
    const answer = await judged(page, card('genuine'))
    assert.equal(answer.verdict, 'cannot say')
    assert.match(answer.why, /keys are not at hand/)
  })
})

test('a list that has ended, another force’s and one that is none: cannot say', async () => {
  for (const [list, why] of [['ended.cwt', /too old/], ['other-force.cwt', /a key that is not in the key set/], ['stamps.json', /not a signed stamp or list|malformed/]])
    await visit(async ({ page }) => {
      const answer = await judged(page, card('genuine'))
      assert.equal(answer.verdict, 'cannot say')
      assert.match(answer.why, why)
    }, { list })
})

test('an older list, replayed, neither pushes out the newer one nor is believed', async () => {
  await visit(async ({ page, place }) => {
    await isReady(page)
    assert.equal((await judged(page, card('not genuine'))).verdict, 'not genuine')
    await place('older.cwt')  // on which all is valid
    await page.reload()
    assert.equal((await judged(page, card('not genuine'))).verdict, 'not genuine')
    await page.evaluate(() => caches.delete('tipstaff-kept'))
    await page.reload()
    const answer = await judged(page, card('not genuine'))
    assert.equal(answer.verdict, 'cannot say', 'the memory holds without the list')
    assert.match(answer.why, /older than one that was seen here before/)
  })
  await visit(async ({ page }) => {
    assert.equal((await judged(page, card('genuine'))).verdict, 'genuine')
    assert.match(await page.textContent('#aside'), /reported lost since then/, 'past its time to live it says so')
  }, { list: 'older.cwt' })
})

test('a damaged memory of lists: cannot say, and why', async () => {
  for (const damage of ['{"x":', 'null', '{"x":-1}'])
    await visit(async ({ page }) => {
      await isReady(page)
      await page.evaluate((text) => localStorage.setItem('tipstaff-newest-lists', text), damage)
      await page.reload()
      const answer = await judged(page, card('genuine'))
      assert.equal(answer.verdict, 'cannot say')
      assert.match(answer.why, /memory of the lists .* is damaged/)
    })
})

test('a phone’s picture of a card from the side, a picture without a code, and a file that is none', async () => {
  await visit(async ({ page }) => {
    const answer = await judged(page, path.join(cards.folder, 'phone.jpg'))
    assert.equal(answer.verdict, 'genuine', answer.why)
    assert.match((await judged(page, path.resolve('../../verify/icon-512.png'))).why, /no stamp can be read/i)
    assert.match((await judged(page, { name: 'card.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('%PDF-1.4') })).why, /cannot open the file as a picture/)
  })
})

test('the camera', async () => {
  const film = path.join(cards.folder, 'film.y4m')
  await run(process.execPath, ['film.js', card('genuine'), film], { env: { ...process.env } })
  const with_camera = await launch('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`)
  try {
    await visit(async ({ page }) => {
      await isReady(page)
      await page.click('#camera')
      await page.waitForSelector('#answer:not([hidden])', { timeout: 60_000 })
      assert.equal(await page.getAttribute('#answer', 'data-verdict'), 'genuine')
      assert.equal(await page.evaluate(() => document.getElementById('video').srcObject), null, 'the camera is off again')
    }, { from: with_camera })
  } finally {
    await with_camera.close()
  }
})

test('no camera: says so, and the picture still works', async () => {
  await visit(async ({ page }) => {
    await page.click('#camera')
    await page.waitForFunction(() => /Choose a picture/.test(document.getElementById('progress').textContent))
    assert.equal((await judged(page, card('genuine'))).verdict, 'genuine')
  })
})

test('by keyboard alone', async () => {
  await visit(async ({ page }) => {
    await isReady(page)
    const focused = []
    for (let i = 0; i < 3; ++i) {
      await page.keyboard.press('Tab')
      focused.push(await page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim()))
    }
    assert.deepEqual(focused.slice(0, 2), ['camera', 'file'])
    await judged(page, card('expired'))
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'again')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'camera')
  }, { viewport: kDesk })
})

test('axe finds nothing, in light and dark, before and after each verdict', async () => {
  for (const colorScheme of ['light', 'dark'])
    await visit(async ({ page }) => {
      const check = async (what) => {
        await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
        const { violations } = await page.evaluate(() => globalThis.axe.run())
        assert.deepEqual(violations.map((found) => `${what}: ${found.id}: ${found.nodes.map((node) => node.html)}`), [])
      }
      await page.evaluate(await readFile(axe, 'utf8'))  // past the page's policy, by the debugger
      await isReady(page)
      await check('start')
      for (const verdict of ['genuine', 'not genuine', 'suspended', 'cannot say']) {
        await judged(page, card(verdict))
        await check(verdict)
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      assert.equal(wide, 0, 'nothing is cut off to the side')
    }, { colorScheme, viewport: { width: 320, height: 640 } })
})

test('the page’s policy bites: no script, picture or request of another make or host', async () => {
  await visit(async ({ page, wrong }) => {
    await assert.rejects(page.addScriptTag({ content: 'globalThis.smuggled = true' }))
    assert.equal(await page.evaluate(() => globalThis.smuggled), undefined)
    assert.equal(await page.evaluate(() => fetch('http://127.0.0.1:9/').catch((error) => error.name)), 'TypeError')
    const seen = (rule) => wrong.some((words) => words.includes(`directive`) && words.includes(`${rule} 'self'`))
    for (let i = 0; i < 50 && !(seen('connect-src') && seen('script-src')); ++i) await page.waitForTimeout(100)
    assert.ok(seen('connect-src') && seen('script-src'), `the other tests would see it: ${wrong}`)
    wrong.length = 0
  })
})

test('the leaflet is one side of A5', async () => {
  await visit(async ({ page, site }) => {
    await page.goto(site.address + 'leaflet.html')
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1)
    const [, width, height] = pdf.match(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/).map(Number)
    assert.ok(Math.abs(width - 419.5) < 2 && Math.abs(height - 595.3) < 2, `${width} × ${height} points`)
  })
})
