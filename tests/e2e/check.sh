#!/bin/bash
# `tipstaff check` through the program: verdicts, exit codes, a pipe, what is declared, the four formats, the rules' table, and that
# nothing hidden is printed. Usage: check.sh TIPSTAFF DOCS
set -u
program=$(realpath "$1")
docs=$(realpath "$2")
. "$(dirname "$0")/counting.sh"
piped() { # FILE ARGUMENTS…
  local file=$1
  shift
  "$program" check "$@" < "$file"
}

printf 'rank,unit\nConstable,North\n' > plain.csv
printf 'surname,initials,ni number\n' > register.csv
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do printf 'Inventedsurname,A,AB 12 34 56 C\n' >> register.csv; done
printf '%%PDF-1.7\n' > some.pdf

# A workbook with a hidden sheet, by zip: another program than ours made its archive.
mkdir -p book/xl/worksheets book/_rels book/xl/_rels
type=application/vnd.openxmlformats-officedocument.spreadsheetml
printf '<Types><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="%s.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="%s.worksheet+xml"/></Types>' $type $type > 'book/[Content_Types].xml'
printf '<Relationships><Relationship Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>' > book/_rels/.rels
printf '<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>' > book/xl/_rels/workbook.xml.rels
printf '<workbook xmlns:r="urn:r"><sheets><sheet name="Staff" state="hidden" r:id="rId1"/></sheets></workbook>' > book/xl/workbook.xml
printf '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Inventedsurname, A.</t></is></c></row></sheetData></worksheet>' > book/xl/worksheets/sheet1.xml
(cd book && zip -q -X -r ../hidden.xlsx .)

expect 0 'PASS' "$program" check plain.csv
expect 1 'sheet ‘Staff’ A1' "$program" check hidden.xlsx
expect 1 'HOLD' "$program" check register.csv
expect 3 'UNKNOWN' "$program" check some.pdf
expect 3 'UNKNOWN' "$program" check plain.csv some.pdf
expect 1 '1 of 3 files hold what should not go out' "$program" check plain.csv some.pdf hidden.xlsx
expect 0 'letter.csv' piped plain.csv --stdin-name letter.csv
expect 1 'HOLD' piped hidden.xlsx --stdin-name hidden.xlsx
expect 0 'PASS' "$program" check plain.csv --declare '1 rows, columns rank, unit'
expect 1 'more rows than were declared' "$program" check plain.csv --declare '0 rows'
expect 1 'columns that were not declared' "$program" check plain.csv --declare 'columns rank'
expect 2 '150 rows' "$program" check plain.csv --declare 'a few'
expect 1 '"rule":"sheet-hidden"' "$program" check hidden.xlsx --format json
expect 1 '"people":12' "$program" check register.csv --format json
expect 1 '"ruleId":"sheet-hidden"' "$program" check hidden.xlsx --format sarif
expect 1 '<div class="small">sheet-hidden</div>' "$program" check hidden.xlsx --format html
expect 0 'sheet-very-hidden' "$program" check --rules
expect 5 'there is no file' "$program" check missing.xlsx
expect 5 'there is no file ‘missing.xlsx’' "$program" check plain.csv missing.xlsx hidden.xlsx also-missing.xlsx
# Some are looked at side by side; they are told in the order in which they were named.
for i in $(seq -w 40); do cp "$([[ $i == *[05] ]] && echo hidden.xlsx || echo plain.csv)" "in-order-$i"; done
expect 1 '8 of 40 files hold' "$program" check --format json in-order-*
checks=$((checks + 1)); [[ $(grep -oE '"path":"in-order-[0-9]+"' said) == $(for i in $(seq -w 40); do echo "\"path\":\"in-order-$i\""; done) ]] || wrong 'reports are in another order than files'
expect 2 'name files, not folders' "$program" check book
expect 2 'name the files' "$program" check

# A policy: what it raises, lowers, allows and declares, in each format, and what it says of a line that is wrong.
printf 'tipstaff policy 1\ntitle Northmoor, answers to requests\nlower sheet-hidden because our template keeps its units there\nregister 13\n' > policy
expect 0 'policy: the policy lowers it: our template keeps its units there' "$program" check --policy policy hidden.xlsx
expect 0 "Policy: Northmoor, answers to requests, SHA-256 $(sha256sum policy | cut -c1-64)" "$program" check --policy policy register.csv
expect 0 "\"sha256\":\"$(sha256sum policy | cut -c1-64)\"" "$program" check --policy policy --format json hidden.xlsx
expect 0 "$(sha256sum policy | cut -c1-64)" "$program" check --policy policy --format sarif hidden.xlsx
expect 0 "$(sha256sum policy | cut -c1-64)" "$program" check --policy policy --format html hidden.xlsx
expect 0 'note (lowered)' "$program" check --rules --policy policy
expect 3 'UNKNOWN' "$program" check --policy policy some.pdf
printf 'tipstaff policy 1\n\nlower encrypted because it is ours\n' > wrong-policy
expect 10 'policy, line 3: ' "$program" check --policy wrong-policy hidden.xlsx
expect 5 'there is no file' "$program" check --policy nowhere hidden.xlsx

# A clean copy that is there already stays, and the report is given.
expect 0 'clean copy: copies/plain.csv' "$program" check plain.csv --clean copies
printf 'mine' > copies/plain.csv
expect 1 'nothing is written over it' "$program" check plain.csv hidden.xlsx --clean copies
expect 1 'sheet ‘Staff’ A1' "$program" check plain.csv hidden.xlsx --clean copies
expect 0 'mine' cat copies/plain.csv

# Nothing that is hidden is printed.
for format in text json sarif html; do
  "$program" check hidden.xlsx register.csv --format $format > said 2>&1
  checks=$((checks + 1))
  if grep -qE 'Inventedsurname|AB 12 34 56 C' said; then
    wrong "--format $format prints what is hidden"
  fi
done

# The table in the documentation is the program's.
checks=$((checks + 1))
"$program" check --rules --format markdown > rules
sed -n '/^| rule | formats/,/^$/p' "$docs/check.md" | sed '/^$/d' > written
if ! diff rules written > said; then
  wrong 'docs/check.md lists other rules than the program; put in the answer of ‘check --rules --format markdown’'
fi

finish
