// The codes in a picture, by ZXing compiled to WebAssembly. What comes back is text of which nothing is believed before its
// signature is.
import { kPrefix } from './stamp.js'

const kOptions = { formats: ['QRCode'], tryHarder: true, tryRotate: true, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 16 }
// A phone's whole picture has more points than help; a small one may need them doubled.
const kLongestSides = [2400, 1400, 4000]
const kSmall = 900

let ready = null

// The reader itself, from beside the page.
function prepare() {
  ready ??= fetch('zxing.wasm').then(async (answer) => {
    if (!answer.ok) throw new Error('the reader of codes is missing beside this page')
    const wasmBinary = await answer.arrayBuffer()
    await globalThis.ZXingWASM.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  })
  ready.catch(() => (ready = null))
  return ready
}

export async function codesIn(image) {
  await prepare()
  const found = await globalThis.ZXingWASM.readBarcodes(image, kOptions)
  return found.filter((code) => code.isValid).map((code) => String.fromCharCode(...code.bytes))
}

const canvas = document.createElement('canvas')
const context = canvas.getContext('2d', { willReadFrequently: true })

export function drawn(source, width, height) {
  canvas.width = width
  canvas.height = height
  context.drawImage(source, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}

// The one stamp in what was read: { text }, or { trouble } when there is none or more than one.
export function stampAmong(codes) {
  const stamps = [...new Set(codes.filter((code) => code.startsWith(kPrefix)))]
  if (stamps.length === 1) return { text: stamps[0] }
  if (stamps.length > 1) return { trouble: 'there are several stamps in the picture; take one of one card' }
  if (codes.length > 0) return { trouble: 'the code in the picture is no stamp; do not go to where it leads' }
  return { trouble: 'no stamp can be read in the picture' }
}

// Throws TypeError when it is no picture that this browser reads.
export async function stampInFile(file) {
  let image
  try {
    image = await createImageBitmap(file)
  } catch {
    throw new TypeError('not a picture')
  }
  try {
    const longest = Math.max(image.width, image.height)
    let scales = kLongestSides.map((side) => Math.min(1, side / longest))
    if (longest < kSmall) scales.push(2)
    let seen = []
    for (const scale of new Set(scales)) {
      const codes = await codesIn(drawn(image, Math.round(image.width * scale), Math.round(image.height * scale)))
      seen = seen.concat(codes)
      if (seen.some((code) => code.startsWith(kPrefix))) break
    }
    return stampAmong(seen)
  } finally {
    image.close()
  }
}
