// film.js CARD.png OUT.y4m: a second of the card lying a little askew before a camera of 1280 × 960, as Chromium's fake camera
// plays it. The picture is drawn by Chromium; YUV4MPEG2 is plain planes.
import { readFile, writeFile } from 'node:fs/promises'

import { chromium } from 'playwright-core'

const [card, out] = process.argv.slice(2)
const kWidth = 1280, kHeight = 960
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
const grey = await page.evaluate(
  async ([bytes, width, height]) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]))
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const context = canvas.getContext('2d')
    context.fillStyle = '#777'
    context.fillRect(0, 0, width, height)
    context.translate(60, 150)
    context.rotate(-0.05)
    context.drawImage(image, 0, 0, image.width * 1.06, image.height * 1.06)
    const { data } = context.getImageData(0, 0, width, height)
    let out = ''
    for (let i = 0; i < data.length; i += 4) out += String.fromCharCode(Math.round(16 + (219 / 255) * (0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2])))
    return btoa(out)
  },
  [(await readFile(card)).toString('base64'), kWidth, kHeight],
)
await browser.close()
const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(grey, 'base64'), Buffer.alloc((kWidth * kHeight) / 2, 128)])
await writeFile(out, Buffer.concat([Buffer.from(`YUV4MPEG2 W${kWidth} H${kHeight} F10:1 Ip A1:1 C420jpeg\n`), ...Array(10).fill(frame)]))
