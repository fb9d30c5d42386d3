// node read.mjs exceljs|sheetjs FILE…: the cells of each workbook's visible sheets as one of npm's readers has them, one JSON line a file:
// {"file", "sheets": {name: {"A1": value}}} or {"file", "error"}. Numbers as numbers, dates as the days of a book that begins in 1900.
import ExcelJS from 'exceljs';
import XLSX from 'xlsx';

const days = date => date.getTime() / 86400000 + 25569;

function plain(value) {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return days(value);
  if (typeof value !== 'object') return value;
  if ('result' in value) return plain(value.result);
  if ('richText' in value) return value.richText.map(run => run.text).join('');
  if ('text' in value) return plain(value.text);
  return undefined; // an error, or a formula without a value
}

async function byExcelJs(file) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(file);
  const sheets = {};
  for (const sheet of book.worksheets) {
    if (sheet.state !== 'visible') continue;
    const cells = (sheets[sheet.name] = {});
    sheet.eachRow(row => row.eachCell(cell => {
      const value = cell.isMerged && cell.master !== cell ? undefined : plain(cell.value);
      if (value !== undefined && value !== '') cells[cell.address] = value;
    }));
  }
  return sheets;
}

function bySheetJs(file) {
  const book = XLSX.readFile(file, { cellDates: false });
  const sheets = {};
  book.SheetNames.forEach((name, i) => {
    if (book.Workbook?.Sheets?.[i]?.Hidden) return;
    const cells = (sheets[name] = {});
    for (const [at, cell] of Object.entries(book.Sheets[name]))
      if (at[0] !== '!' && cell.t !== 'e' && cell.t !== 'z' && cell.v !== undefined && cell.v !== '') cells[at] = cell.v;
  });
  return sheets;
}

const [reader, ...files] = process.argv.slice(2);
for (const file of files) {
  try {
    console.log(JSON.stringify({ file, sheets: reader === 'exceljs' ? await byExcelJs(file) : bySheetJs(file) }));
  } catch (error) {
    console.log(JSON.stringify({ file, error: String(error).slice(0, 100) }));
  }
}
