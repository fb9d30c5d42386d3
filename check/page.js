// The page on which files are dropped. Files go one after another to the server that this page came from, to nowhere else; what it
// answers is shown and forgotten with the page. What comes from a file is set as text, never as markup.
import { amountOf, drawingOf, scaled, wordsOf } from './places.js'

const kVerdicts = {
  pass: ['Pass', 'No hidden content was found.'],
  hold: ['Hold', 'Do not send it as it is.'],
  unknown: ['Unknown', 'It cannot be said what is in it: do not send it as it is.'],
}
const kSvg = 'http://www.w3.org/2000/svg'
const kMostDrawn = 60

const at = (id) => document.getElementById(id)
let largest = 256 * 1024 * 1024
let waiting = []
let working = false
let unload = []  // addresses of what can be saved, let go with the list

function element(name, attributes = {}, ...children) {
  const out = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, value)
  out.append(...children)
  return out
}
function shape(name, attributes = {}, ...children) {
  const out = document.createElementNS(kSvg, name)
  for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, value)
  out.append(...children)
  return out
}
const say = (words) => { at('said').textContent = words }
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

async function answered(response) {
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}))
  if (!response.ok) throw Object.assign(new Error(body.error ?? `the server answered ${response.status}`), { status: response.status })
  return body
}

// ---- one file, from ticket to answer

async function takeTicket(job) {
  const words = { name: job.file.name, size: job.file.size, clean: job.clean }
  if (job.declare) words.declare = job.declare
  for (;;) {
    try {
      return await answered(await fetch('tickets', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(words), signal: job.stop.signal }))
    } catch (error) {
      if (error.status !== 503) throw error
      job.tell('The server has its hands full; this page asks again.')
      await pause(5000)
      job.stop.signal.throwIfAborted()
    }
  }
}

async function untilCalled(job, ticket) {
  for (let { place } = ticket; place > 0;) {
    job.tell(place === 1 ? 'Next in the queue.' : `Waiting: ${place - 1} before it in the queue.`)
    await pause(1000)
    ;({ place } = await answered(await fetch(`tickets/${ticket.ticket}`, { signal: job.stop.signal })))
  }
}

// XMLHttpRequest, since fetch does not tell how much has gone.
function send(job, ticket) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `tickets/${ticket.ticket}`)
    request.responseType = 'blob'
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) job.tell(event.loaded < event.total ? `Sending: ${Math.floor((100 * event.loaded) / event.total)} %` : 'Reading it…')
    })
    request.upload.addEventListener('load', () => job.tell('Reading it…'))
    request.addEventListener('load', () => done(new Response(request.response, { status: request.status, headers: { 'Content-Type': request.getResponseHeader('Content-Type') ?? '' } })))
    request.addEventListener('error', () => failed(new Error('the connection to the server broke off; try again')))
    request.addEventListener('abort', () => failed(new DOMException('', 'AbortError')))
    job.stop.signal.addEventListener('abort', () => request.abort())
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.send(job.file)
  })
}

async function check(job) {
  let ticket
  try {
    if (job.file.size > largest) throw new Error('the file is too large: nothing can be said of what is in it')
    ticket = await takeTicket(job)
    await untilCalled(job, ticket)
    job.tell('Sending: 0 %')
    const response = await send(job, ticket)
    if (!response.ok) await answered(response)
    const form = await response.formData()
    show(job, JSON.parse(await form.get('report').text()).files[0], form.get('page'), form.get('clean'))
  } catch (error) {
    if (ticket) fetch(`tickets/${ticket.ticket}`, { method: 'DELETE' }).catch(() => {})
    if (error.name === 'AbortError') fail(job, 'Cancelled.')
    else fail(job, `It was not checked: ${error.name === 'TypeError' ? 'the server cannot be reached' : error.message}.`)
  }
}

async function work() {
  if (working) return
  working = true
  while (waiting.length > 0) await check(waiting.shift())
  working = false
}

// ---- what is shown

function begin(file) {
  const status = element('p', { class: 'status' }, 'Waiting for the files before it.')
  const cancel = element('button', { type: 'button' }, 'Cancel')
  const name = element('bdi', {}, file.name)
  const item = element('li', {}, element('article', {}, element('h3', {}, name), status, cancel))
  const job = { file, item, clean: at('clean').checked, declare: at('declare').value.trim(), stop: new AbortController(), tell: (words) => { if (status.textContent !== words) status.textContent = words } }
  cancel.addEventListener('click', () => {
    waiting = waiting.filter((other) => other !== job)
    job.stop.abort()
    if (item.dataset.state !== 'working') fail(job, 'Cancelled.')
  })
  at('list').append(item)
  return job
}

function fail(job, words) {
  const article = job.item.querySelector('article')
  article.dataset.verdict = 'none'
  article.replaceChildren(element('h3', {}, element('bdi', {}, job.file.name)), element('p', { class: 'status' }, words))
  say(`${job.file.name}: ${words}`)
}

function saver(blob, name, words, main) {
  const address = URL.createObjectURL(blob)
  unload.push(address)
  return element('a', { href: address, download: name, class: main ? 'button main' : 'button' }, words)
}

function show(job, file, page, clean) {
  const [word, sentence] = kVerdicts[file.verdict]
  const article = job.item.querySelector('article')
  article.dataset.verdict = file.verdict
  const parts = [element('h3', {}, element('bdi', {}, job.file.name)),
    element('p', { class: 'verdict' }, element('strong', {}, word), ` ${sentence}`)]
  const drawing = drawingOf(file)
  if (drawing) parts.push(drawing.sheets ? drawnSheets(drawing.sheets) : drawnPages(drawing.pages))
  if (file.clean?.refused) parts.push(element('p', { class: 'soft' }, `No clean copy: ${file.clean.refused}.`))
  if (clean) parts.push(element('p', {}, 'The clean copy was checked again and passes.', file.clean.left_out ? ` It is without ${file.clean.left_out}.` : '', ' Look at it before you send it.'))
  const save = element('p', { class: 'save' })
  if (clean) save.append(saver(clean, file.clean.path, 'Save the clean copy', true))
  save.append(saver(page, `${job.file.name}.check.html`, 'Save the report', false))
  parts.push(save)
  const graver = file.findings.filter((finding) => finding.severity !== 'note'), notes = file.findings.filter((finding) => finding.severity === 'note')
  if (graver.length > 0) parts.push(element('ul', { class: 'findings' }, ...graver.map(shownFinding)))
  if (notes.length > 0) parts.push(element('details', {}, element('summary', {}, notes.length === 1 ? '1 note' : `${notes.length} notes`), element('ul', { class: 'findings' }, ...notes.map(shownFinding))))
  parts.push(element('p', { class: 'soft small' }, `${file.kind}, ${file.bytes} bytes, SHA-256 ${file.sha256}`))
  article.replaceChildren(...parts)
  say(`${job.file.name}: ${word}. ${sentence}`)
}

function shownFinding(finding) {
  const row = (name, words) => (words ? [element('dt', {}, name), element('dd', {}, element('bdi', {}, words))] : [])
  const more = finding.severity === 'note' ? [] : [...row('Seen by', finding.reach), ...row('Remedy', finding.remove)]
  return element('li', { 'data-severity': finding.severity },
    element('p', {}, element('strong', { class: 'severity' }, finding.severity), ` ${finding.what}`),
    element('dl', {}, ...row('Where', finding.where), ...row('How much', amountOf(finding)), ...more, ...row('Policy', finding.policy)))
}

function drawnSheets(sheets) {
  const pictures = sheets.slice(0, kMostDrawn).map((sheet) => {
    const { shown, marks } = scaled(sheet)
    const picture = shape('svg', { viewBox: '-2 -2 104 104', role: 'img', 'aria-label': wordsOf(sheet), preserveAspectRatio: 'none' },
      shape('rect', { class: 'paper', x: 0, y: 0, width: 100, height: 100 }),
      ...[20, 40, 60, 80].flatMap((line) => [shape('line', { class: 'rule', x1: line, y1: 0, x2: line, y2: 100 }), shape('line', { class: 'rule', x1: 0, y1: line, x2: 100, y2: line })]),
      ...shown.map((box) => shape('rect', { class: 'shown', ...box })),
      ...marks.filter((mark) => mark.at).map((mark) => shape('rect', { class: `mark ${mark.severity}`, ...mark.at }, (() => { const title = shape('title'); title.textContent = mark.what; return title })())))
    const words = sheet.hidden ? [element('bdi', {}, sheet.name), element('span', { class: 'tag' }, 'hidden')] : [element('bdi', {}, sheet.name)]
    return element('li', { class: sheet.hidden ? 'sheet away' : 'sheet' }, element('figure', {}, picture, element('figcaption', {}, ...words)))
  })
  return element('div', { class: 'drawing' }, element('ol', { 'aria-label': 'The sheets of the workbook' }, ...pictures),
    element('p', { class: 'soft small' }, element('span', { class: 'key shown' }), ' in plain sight ', element('span', { class: 'key hold' }), ' held ',
      element('span', { class: 'key note' }), ' noted', sheets.length > kMostDrawn ? `; ${sheets.length - kMostDrawn} more sheets are in the list` : ''))
}

function drawnPages(pages) {
  const marked = pages.filter((page) => page.marks.length > 0)
  const pictures = marked.slice(0, kMostDrawn).map((page) => {
    const held = page.marks.filter((mark) => mark.severity === 'hold').length
    return element('li', { class: held > 0 ? 'page hold' : 'page' }, element('span', {}, `Page ${page.number}`), element('span', { class: 'soft small' }, held > 0 ? `${held} held` : 'noted'))
  })
  return element('div', { class: 'drawing' }, element('ol', { 'aria-label': `Pages with something in them, of ${pages.length}` }, ...pictures))
}

// ---- how files come

function take(files) {
  if (files.length === 0) return
  at('results').hidden = false
  for (const file of files) waiting.push(begin(file))
  at('results-title').focus()
  say(files.length === 1 ? `${files[0].name} is being checked.` : `${files.length} files are being checked.`)
  work()
}

at('files').addEventListener('change', (event) => {
  take([...event.target.files])
  event.target.value = ''
})
// A file that misses the field would open in the page's place.
for (const name of ['dragover', 'drop']) document.addEventListener(name, (event) => event.preventDefault())
document.addEventListener('dragover', (event) => at('drop').classList.toggle('over', event.dataTransfer?.types.includes('Files')))
for (const name of ['dragleave', 'drop']) document.addEventListener(name, () => at('drop').classList.remove('over'))
document.addEventListener('drop', (event) => take([...(event.dataTransfer?.files ?? [])]))

at('forget').addEventListener('click', () => {
  for (const item of [...at('list').children]) item.querySelector('button')?.click()
  at('list').replaceChildren()
  for (const address of unload) URL.revokeObjectURL(address)
  unload = []
  at('results').hidden = true
  say('The list is empty.')
  at('files').focus()
})

try {
  const about = await answered(await fetch('about'))
  largest = about.largest
  at('limits').textContent = `Files up to ${Math.floor(largest / 1024 / 1024)} MiB. They are read in this server’s memory, and nothing is kept.`
  if (about.policy) {
    at('policy').textContent = about.policy
    at('policy').hidden = false
  }
} catch {
  say('The server cannot be reached.')
}
