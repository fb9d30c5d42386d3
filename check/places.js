// Where in a file things were found, as a small drawing: no DOM here, so that it can be tried without a browser.
// `file`: one of “files” in the JSON of `tipstaff check` (docs/check.md).

// “sheet ‘Map’ B3:D9, columns C (xl/worksheets/sheet2.xml)”; a file inside the file (“a.zip › …”) is no sheet of this one.
const kSheet = /^sheet ‘(.*?)’(?: ([A-Z]{1,3}\d{1,7})(?::([A-Z]{1,3}\d{1,7}))?)?(?=[ ,(]|$)/u
const kPage = /^page (\d+)/
const kHides = new Set(['sheet-hidden', 'sheet-very-hidden'])

export function cellAt(words) {
  const [, letters, digits] = /^([A-Z]+)(\d+)$/.exec(words)
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return { column, row: Number(digits) }
}

function boxOf(first, last) {
  if (!first) return null
  const low = cellAt(first), high = cellAt(last ?? first)
  return { left: low.column, top: low.row, right: Math.max(low.column, high.column), bottom: Math.max(low.row, high.row) }
}

function sheetsOf(file) {
  const sheets = new Map()
  const sheet = (name) => {
    if (!sheets.has(name)) sheets.set(name, { name, hidden: false, part: '', shown: [], marks: [] })
    return sheets.get(name)
  }
  const part = (where) => /\((\S+)\)$/.exec(where)?.[1] ?? ''
  for (const { where } of file.in_sight ?? []) {
    const found = kSheet.exec(where)
    if (!found) continue
    const one = sheet(found[1])
    one.part ||= part(where)
    const box = boxOf(found[2], found[3])
    if (box) one.shown.push(box)
  }
  for (const finding of file.findings) {
    const found = kSheet.exec(finding.where)
    if (!found) continue
    const one = sheet(found[1])
    one.part ||= part(finding.where)
    if (kHides.has(finding.rule)) one.hidden = true
    one.marks.push({ rule: finding.rule, severity: finding.severity, box: boxOf(found[2], found[3]), what: finding.what })
  }
  // As they stand in the workbook, as far as the names of their parts tell.
  return [...sheets.values()].sort((a, b) => a.part.localeCompare(b.part, 'en', { numeric: true }))
}

// Boxes in a sheet's picture, in hundredths of it: at least so large that they are seen.
export function scaled(sheet) {
  const boxes = [...sheet.shown, ...sheet.marks.map((mark) => mark.box)].filter(Boolean)
  const columns = Math.max(4, ...boxes.map((box) => box.right)), rows = Math.max(8, ...boxes.map((box) => box.bottom))
  const place = (box) => {
    const width = Math.max(4, (100 * (box.right - box.left + 1)) / columns), height = Math.max(4, (100 * (box.bottom - box.top + 1)) / rows)
    return { x: Math.min(100 - width, (100 * (box.left - 1)) / columns), y: Math.min(100 - height, (100 * (box.top - 1)) / rows), width, height }
  }
  return {
    shown: sheet.shown.map(place),
    marks: sheet.marks.map((mark) => ({ ...mark, at: mark.box ? place(mark.box) : null })),
  }
}

function pagesOf(file) {
  const pages = new Map()
  const page = (number) => {
    if (!pages.has(number)) pages.set(number, { number, marks: [] })
    return pages.get(number)
  }
  for (const { where } of file.in_sight ?? []) if (kPage.test(where)) page(Number(kPage.exec(where)[1]))
  for (const finding of file.findings) {
    const found = kPage.exec(finding.where)
    if (found) page(Number(found[1])).marks.push({ rule: finding.rule, severity: finding.severity, what: finding.what })
  }
  return [...pages.values()].sort((a, b) => a.number - b.number)
}

// {sheets} or {pages} when something in them is marked; else nothing: the list of findings says where.
export function drawingOf(file) {
  const sheets = sheetsOf(file)
  if (sheets.some((sheet) => sheet.marks.length > 0)) return { sheets }
  const pages = pagesOf(file)
  if (pages.some((page) => page.marks.length > 0)) return { pages }
  return null
}

const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`

// What a sheet's picture says, for who cannot see it.
export function wordsOf(sheet) {
  const held = sheet.marks.filter((mark) => mark.severity === 'hold').length
  return `Sheet ${sheet.name}: ${sheet.hidden ? 'hidden' : 'visible'}, ${plural(held, 'place', 'places')} held`
}

export function amountOf(finding) {
  return [[finding.people, 'row that looks like a person', 'rows that look like people'], [finding.rows, 'row', 'rows'], [finding.cells, 'piece of content', 'pieces of content']]
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => plural(count, one, many))
    .join(', ')
}
