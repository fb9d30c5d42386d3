// The drawing on the page of `check --web`, of what the check says about made-up files: no browser.
import assert from 'node:assert/strict'
import test from 'node:test'

import { amountOf, cellAt, drawingOf, scaled, wordsOf } from '../../check/places.js'

const finding = (rule, where, severity = 'hold') => ({ rule, where, severity, what: 'something', people: 0, cells: 1, rows: 0 })

test('cells by their letters', () => {
  assert.deepEqual(cellAt('A1'), { column: 1, row: 1 })
  assert.deepEqual(cellAt('XFD1048576'), { column: 16384, row: 1048576 })
})

test('a workbook: every sheet with what is seen and what is not, in the order of its parts', () => {
  const { sheets } = drawingOf({
    in_sight: [{ where: 'sheet ‘Answer’ A1:C8 (xl/worksheets/sheet10.xml)' }],
    findings: [finding('sheet-hidden', 'sheet ‘Sou’rce, (old)’ A1:C30 (xl/worksheets/sheet2.xml)'), finding('column-hidden', 'sheet ‘Answer’ B1:B8, columns B (xl/worksheets/sheet10.xml)'),
      finding('sheet-very-hidden', 'sheet ‘Empty’, empty (xl/worksheets/sheet3.xml)', 'note'), finding('author', 'author (docProps/core.xml)', 'note')],
  })
  assert.deepEqual(sheets.map((sheet) => [sheet.name, sheet.hidden, sheet.marks.length]), [['Sou’rce, (old)', true, 1], ['Empty', true, 1], ['Answer', false, 1]])
  assert.deepEqual(sheets[2].marks[0].box, { left: 2, top: 1, right: 2, bottom: 8 })
  assert.equal(wordsOf(sheets[0]), 'Sheet Sou’rce, (old): hidden, 1 place held')
  assert.equal(wordsOf(sheets[1]), 'Sheet Empty: hidden, 0 places held')
})

test('every box lies in its picture and is large enough to be seen', () => {
  const { sheets } = drawingOf({
    in_sight: [{ where: 'sheet ‘A’ A1:XFD1048576 (s)' }],
    findings: [finding('cells-far-away', 'sheet ‘A’ XFD1048576 (s)'), finding('row-hidden', 'sheet ‘A’ A1 (s)'), finding('row-hidden', 'sheet ‘A’ D9:B3, rows 3-9 (s)')],
  })
  for (const { at } of scaled(sheets[0]).marks) {
    assert.ok(at.x >= 0 && at.y >= 0 && at.x + at.width <= 100.001 && at.y + at.height <= 100.001, JSON.stringify(at))
    assert.ok(at.width >= 4 && at.height >= 4)
  }
})

test('a sheet of a file inside the file is not one of this file', () => {
  assert.equal(drawingOf({ findings: [finding('sheet-hidden', 'inner.xlsx › sheet ‘Staff’ A1:B2 (xl/worksheets/sheet1.xml)')] }), null)
})

test('pages of a PDF, in their order, with those that are marked', () => {
  const { pages } = drawingOf({ in_sight: [{ where: 'page 10' }, { where: 'page 2' }], findings: [finding('text-covered', 'page 10'), finding('scan-text', 'page 2, as a scan shows it', 'note')] })
  assert.deepEqual(pages.map((page) => [page.number, page.marks.length]), [[2, 1], [10, 1]])
})

test('nothing marked, nothing drawn; amounts in words', () => {
  assert.equal(drawingOf({ in_sight: [{ where: 'page 1' }], findings: [finding('author', 'docProps', 'note')] }), null)
  assert.equal(amountOf({ people: 1, rows: 2, cells: 0 }), '1 row that looks like a person, 2 rows')
})
