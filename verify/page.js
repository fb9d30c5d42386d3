// The page itself: asks for a picture, has it read and judged, and says what to do. Texts from a card are shown as text only.
import { Camera } from './camera.js'
import { newestFiles } from './keep.js'
import { stampInFile } from './picture.js'
import { judgeStamp, kNext, plainDate } from './verdict.js'

const at = (id) => document.getElementById(id)
const camera = new Camera(at('video'))

const kHeadlines = {
  genuine: 'Genuine: compare this face and name',
  'not genuine': 'Not genuine',
  suspended: 'Suspended',
  'not yet active': 'Not yet active',
  expired: 'Expired',
  'cannot say': 'Cannot say',
}
// A state is the card's, and people read more into it than it says.
const kAside = {
  suspended: 'This is about the card and says nothing about its holder: cards are suspended for many ordinary reasons.',
  'not yet active': 'This is about the card and says nothing about its holder.',
  expired: 'This is about the card and says nothing about its holder.',
}

let files = { lists: [], online: false }
let photo = null

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + '.'
const nowInSeconds = () => Date.now() / 1000

function inWords(seconds) {
  const minutes = Math.max(0, Math.round(seconds / 60))
  if (minutes < 2) return 'just now'
  if (minutes < 120) return `${minutes} minutes ago`
  return `${Math.round(minutes / 60)} hours ago`
}

function sayFreshness() {
  const list = files.lists[0]?.list
  const age = list === undefined ? 0 : nowInSeconds() - list.issued
  let text
  if (files.keys === undefined) text = `The force’s keys cannot be had${files.trouble ? `: ${files.trouble}` : ''}. Without them nothing can be said.`
  else if (list === undefined) text = 'The force’s status list cannot be had. Without it nothing can be said.'
  else if (list.expires <= nowInSeconds()) text = `The force’s list here is too old: it ended on ${plainDate(list.expires)}. Connect to a network once.`
  else if (age > list.ttl) text = `The force’s list here was made ${inWords(age)}. What was reported since is not in it: connect to a network when you can.`
  else text = `The force’s list here was made ${inWords(age)}.`
  at('freshness').textContent = text
  if (files.keys !== undefined) at('issuer').textContent = files.keys.issuer
}

// Fetches when what is here is older than it should be; a verdict waits for it a few seconds at most.
async function freshen() {
  const list = files.lists[0]?.list
  if (list !== undefined && files.online && nowInSeconds() - list.issued <= list.ttl) return
  files = await newestFiles()
  sayFreshness()
}

function showFace(stamp) {
  if (photo !== null) URL.revokeObjectURL(photo)
  photo = null
  const shown = stamp !== null
  at('face').hidden = !shown
  if (!shown) return
  const { face } = stamp
  if (face.photo.length > 0) photo = URL.createObjectURL(new Blob([face.photo], { type: 'image/webp' }))
  at('photo').hidden = photo === null
  if (photo !== null) at('photo').src = photo
  for (const part of ['name', 'rank', 'number', 'kind']) at(part).textContent = face[part]
  at('of').textContent = stamp.issuer
  at('until').textContent = plainDate(stamp.expires)
}

function show({ verdict, why, stamp }) {
  at('answer').dataset.verdict = verdict
  at('verdict').textContent = kHeadlines[verdict]
  at('why').textContent = sentence(why)
  at('next').textContent = kNext[verdict]
  const list = files.lists[0]?.list
  const stale = verdict === 'genuine' && nowInSeconds() - list.issued > list.ttl
  const aside = stale
    ? `The list that this rests on was made ${inWords(nowInSeconds() - list.issued)}. A card reported lost since then still reads as genuine here.`
    : kAside[verdict]
  at('aside').hidden = aside === undefined
  at('aside').textContent = aside ?? ''
  showFace(verdict === 'genuine' ? stamp : null)
  at('ask').hidden = true
  at('answer').hidden = false
  say('')
  at('verdict').focus()
  at('answer').scrollIntoView({ block: 'start' })
}

const say = (text) => (at('progress').textContent = text)

async function judge(read) {
  if (read.text === undefined) return show({ verdict: 'cannot say', why: read.trouble })
  await freshen()
  if (files.keys === undefined)
    return show({ verdict: 'cannot say', why: 'the force’s keys are not at hand; connect to a network once and try again' })
  show(await judgeStamp(read.text, files.keys, files.lists, nowInSeconds()))
}

async function takeFile(file) {
  stopCamera()
  if (file === undefined) return
  say('Reading the picture…')
  await new Promise((painted) => setTimeout(painted, 30))
  try {
    await judge(await stampInFile(file))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    show({ verdict: 'cannot say', why: 'this browser cannot open the file as a picture; choose a JPEG or PNG' })
  }
}

function stopCamera() {
  camera.stop()
  at('viewer').hidden = true
  at('camera').hidden = false
  say('')
}

const kCameraTroubles = {
  NotAllowedError: 'The camera is not allowed here. Allow it in the browser’s settings, or choose a picture.',
  NotFoundError: 'There is no camera here. Choose a picture instead.',
}

async function useCamera() {
  at('viewer').hidden = false
  at('camera').hidden = true
  say('Looking for the code. Hold it still and let it fill the frame.')
  at('stop').focus()
  try {
    await camera.start()
  } catch (error) {
    stopCamera()
    say(kCameraTroubles[error.name] ?? 'The camera cannot be used. Choose a picture instead.')
    at('camera').focus()
    return
  }
  const text = await camera.stamp()
  if (text === null) return
  stopCamera()
  await judge({ text })
}

function again() {
  at('answer').hidden = true
  at('ask').hidden = false
  at('file').value = ''
  showFace(null)
  at('camera').focus()
}

at('camera').addEventListener('click', useCamera)
at('stop').addEventListener('click', () => (stopCamera(), at('camera').focus()))
at('again').addEventListener('click', again)
at('file').addEventListener('change', () => takeFile(at('file').files[0]))
for (const kind of ['dragover', 'drop'])
  document.addEventListener(kind, (event) => {
    event.preventDefault()
    at('drop').classList.toggle('over', kind === 'dragover')
    if (kind === 'drop' && !at('ask').hidden) takeFile(event.dataTransfer.files[0])
  })
document.addEventListener('dragleave', () => at('drop').classList.remove('over'))
document.addEventListener('visibilitychange', () => document.hidden && stopCamera())

if (globalThis.crypto?.subtle === undefined || globalThis.caches === undefined) {
  at('freshness').textContent = 'This page must be served over https: without it a browser checks no signatures.'
  for (const id of ['camera', 'file']) at(id).disabled = true
} else {
  navigator.serviceWorker?.register('sw.js')
  freshen()
  window.addEventListener('online', freshen)
}
