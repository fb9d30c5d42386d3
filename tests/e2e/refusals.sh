#!/bin/bash
# Refusals, through the programs: each gives its exit code (docs/errors.md) and a sentence, repeats no value that it was
# given, and leaves the store as it was. Usage: refusals.sh TIPSTAFF TIPSTAFF_PRESS
#
# What no script can bring about without the office's keys, its clock or its press's keys is refused in C++ tests:
#   a row or a table rolled back, a tile or an entry     tests/laws/law_13_test.cc: EachRowPutBackSwappedOrDeleted,
#     changed, a ciphertext moved to another person        AWholeTablePutBack, AnEntryChangedCutOffOrMoved, CiphertextMoved…
#   the clock back or far forward                        tests/office/refusals_test.cc: AnOfficeWhoseClockWentBackOrLeaptAhead
#   an expired, revoked or unapproved press              tests/office/refusals_test.cc: APressThatIsUnapprovedExpiredOrRevoked
#   a foreign certificate                                src/http/server_test.cc: RefusesCertificatesThatAreNotOurs…
#   an enrolment code older than 24 hours                tests/office/refusals_test.cc: AnEnrolmentCodeOlderThanADayOrUsed
#   a receipt for an item that is not released           tests/office/refusals_test.cc: AReceiptForAnItemThatWasNotReleased
#   a budget reached                                     tests/laws/law_04_test.cc: OpenAtOnce, TheHourAndTheDayRoll
set -u
program=$(realpath "$1")
press=$(realpath "$2")
. "$(dirname "$0")/counting.sh"
# refuse CODE WORDS COMMAND…: ends with CODE and says WORDS; what the program says holds neither a control character nor any
# of the values in `values`.
values=()
refuse() {
  local code=$1 words=$2
  shift 2
  checks=$((checks + 1))
  "$@" >said 2>&1 </dev/null
  local got=$?
  [ "$got" = "$code" ] || wrong "«$*» ended with $got instead of $code"
  grep -qF -- "$words" said || wrong "«$*» does not say «$words»"
  LC_ALL=C grep -qP '[\x00-\x08\x0e-\x1f]' said && wrong "«$*» prints control characters"
  local value
  for value in "${values[@]}"; do
    grep -qF -- "$value" said && wrong "«$*» repeats a value"
    [ -f rejects.csv ] && grep -qF -- "$value" rejects.csv && wrong "the rejects file of «$*» repeats a value"
  done
}

unchanged() {
  checks=$((checks + 1))
  "$program" roll status >now 2>said || wrong "the store does not open after $1"
  cmp -s now before || wrong "the store has changed after $1"
}

echo 'seven lanterns on the harbour wall' >passphrase
echo 'eight lanterns on the harbour wall' >other
export TIPSTAFF_PASSPHRASE_FILE=$work/passphrase

# Before there is a store.
refuse 2 'no command ‘shuffle’; ‘tipstaff --help’' "$program" shuffle
refuse 2 'no command ‘incident exposur’ (‘exposure’?); ‘tipstaff incident --help’' "$program" incident exposur INC-1
refuse 2 'a command is missing; ‘tipstaff incident --help’' "$program" incident
refuse 2 '‘tipstaff incident exposure --help’ shows' "$program" --dir nowhere incident exposure INC-1 --bogus
refuse 2 'no command ‘incident exposur’' "$program" --json --dir=nowhere incident exposur INC-1
refuse 2 '--bogus; ‘tipstaff --help’ shows' "$program" --bogus incident exposure INC-1
refuse 2 'no command ‘enroll’ (‘enrol’?); ‘tipstaff-press --help’' "$press" enroll
refuse 2 'a command is missing; ‘tipstaff-press --help’' "$press"
refuse 2 'URL is required; ‘tipstaff-press enrol --help’' "$press" enrol
refuse 2 '‘tipstaff card activate --help’ shows' "$program" card activate one
refuse 2 '‘tipstaff clock confirm --help’ shows' "$program" clock confirm
refuse 2 'a new folder for the store' "$program" init
refuse 2 '' "$program" roll import
refuse 2 'name the store' "$program" roll status
refuse 5 'tipstaff init' "$program" --dir nowhere roll status
refuse 2 'TIPSTAFF_PASSPHRASE_FILE' env -u TIPSTAFF_PASSPHRASE_FILE "$program" init nothing
refuse 5 'absent' env TIPSTAFF_PASSPHRASE_FILE=absent "$program" init nothing
echo short >short
refuse 10 'at least 8' env TIPSTAFF_PASSPHRASE_FILE=short "$program" init nothing
refuse 2 'no role' "$program" init nothing --role emperor
rm -rf nothing

"$program" --json init store --force 'Northmoor Constabulary' --role registrar --role keeper --role sponsor --role dpo \
  --role 'security officer' --role approver >made 2>said || { wrong 'init'; exit 1; }
TIPSTAFF_TOKEN=$(sed 's/.*"token":"\([^"]*\)".*/\1/' made)
export TIPSTAFF_TOKEN TIPSTAFF_DIR=$work/store
refuse 4 'not empty' "$program" init store

printf 'Surname,Forenames,Rank,Warrant number\nThistle,Rowan,Constable,W410001\nHawthorn,Ash,Sergeant,W410002\n' >good.csv
"$program" roll import good.csv >said 2>&1 || wrong 'a good import'
"$program" roll status >before 2>said || wrong 'roll status'
grep -q '^2 serving' before || wrong 'the good import took in two people'

# Who may open it.
values=('eight lanterns' 'seven lanterns' "$TIPSTAFF_TOKEN")
refuse 9 '' env TIPSTAFF_PASSPHRASE_FILE="$work/other" "$program" roll status
refuse 2 'TIPSTAFF_PASSPHRASE_FILE' env -u TIPSTAFF_PASSPHRASE_FILE "$program" roll status
refuse 2 'TIPSTAFF_TOKEN' env -u TIPSTAFF_TOKEN "$program" roll status
refuse 9 'no such session' env TIPSTAFF_TOKEN=guessed "$program" roll status
refuse 9 'enrolment code' bash -c 'echo a-long-secret | "$0" enrol guessed-code' "$program"
"$program" card request 1 >said 2>&1 || wrong 'card request'
refuse 4 'asked for' "$program" card approve 1
refuse 4 'nobody grants to himself' "$program" grant give keeper --class identity --purpose curiosity
refuse 4 'no grant' "$program" person show 1 --purpose curiosity
refuse 4 'has not the role' "$program" card activate 1
refuse 5 '' "$program" incident exposure INC-999
refuse 10 'lies in the future' "$program" incident open --holder host:desk --from 2999-01-01
refuse 10 'lies in the future' "$program" incident open --holder host:desk --from unknown --discovered 2999-01-01
values=()
unchanged 'refused openings'

# One process owns a store; a press that is not approved gets nothing, a code works once.
"$program" supplier add 'Harbour Print' >said 2>&1 || wrong 'supplier add'
"$program" press invite bureau-1 --supplier 'Harbour Print' >invited 2>said || wrong 'press invite'
code=$(sed -n 2p invited)
"$program" serve --port 0 --name 127.0.0.1 >served 2>&1 &
server=$!
for _ in $(seq 200); do
  grep -q 'Stop with' served && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if kill -0 "$server" 2>/dev/null; then
  refuse 4 'stop it first' "$program" serve --port 0 --name 127.0.0.1
  rm store/socket  # as if that process were none of ours
  refuse 7 'in use by another process' "$program" roll status
  port=$(sed -n 's/.*:\([0-9]*\)\. Stop.*/\1/p' served)
  refuse 2 '' "$press" enrol --home p0 "https://127.0.0.1:$port" "X$code"
  "$press" enrol --home p1 "https://127.0.0.1:$port" "$code" >enrolled 2>&1 || { cp enrolled said; wrong 'press enrol'; }
  refuse 9 'used' "$press" enrol --home p2 "https://127.0.0.1:$port" "$code"
  refuse 4 '' "$press" run --home p1 --once --out .
  # Law 11: a dump of the running office would hold keys and people.
  grep -q '^Max core file size *0 ' "/proc/$server/limits" || wrong 'the running office may dump its memory'
  kill "$server"
  wait "$server" 2>/dev/null
else
  cp served said
  wrong 'serve does not run'
fi
server=
unchanged 'serving'

# Files that are no roll. Each row here has a surname that must not come back.
import() {
  rm -f rejects.csv
  refuse "$1" "$2" "$program" roll import "$3" --apply
  unchanged "importing $3"
}
heading='Surname,Forenames,Rank,Warrant number\n'
values=('Quillfeather' 'W777001')
: >empty.csv
import 10 'the file is empty' empty.csv
printf "$heading" >heading.csv
import 10 'no rows' heading.csv
truncate -s 2G sparse.csv
import 10 'larger than 256 MiB' sparse.csv
{ printf "${heading}"; head -c 3000000 /dev/zero | tr '\0' x; } >endless.csv
import 10 '64 KiB' endless.csv
printf 'Quillfeather,Rowan,Constable,W777001' >oneline.csv
import 10 '' oneline.csv
import 5 'absent.csv' absent.csv
printf "${heading}Quill\0feather,Rowan,Constable,W777001\n" >nul.csv
import 10 'NUL' nul.csv
printf 'PK\003\004 Quillfeather' >workbook.csv
import 10 'workbook' workbook.csv
printf "${heading}Quillfeather,Rowan,Constable,W777001\nQuillfeather,Ash,Constable,W777001\n" >twice.csv
import 10 'problems' twice.csv
printf "${heading}Quillfeather\001,Rowan,Constable,W777001\n" >control.csv
import 10 'problems' control.csv
printf "${heading}Quillfeather\342\200\256,Rowan,Constable,W777001\n" >bidi.csv
import 10 'problems' bidi.csv
printf "${heading}\"Quillfeather,Rowan,Constable,W777001\n" >quote.csv
import 10 'never closed' quote.csv
printf "${heading},Rowan,Constable,W777001\n" >missing.csv
import 10 'problems' missing.csv
printf "${heading}Quillfeather,Rowan\n" >ragged.csv
import 10 'problems' ragged.csv
{ printf "${heading}"; printf 'Quillfeather%.0s' $(seq 6000); printf ',Rowan,Constable,W777001\n'; } >huge.csv
import 10 '64 KiB' huge.csv
{ printf "${heading}"; printf 'Quillfeather%.0s' $(seq 40); printf ',Rowan,Constable,W777001\n'; } >long.csv
import 10 'problems' long.csv
echo 'not a mapping' >mapping
rm -f rejects.csv
refuse 10 '' "$program" roll import good.csv --map mapping
unchanged 'a bad mapping'

# `<` and `%VAR_` are data: they may be refused or taken as they stand, never half.
for name in '<script>' '%VAR_pay_number%'; do
  values=("$name")
  printf "${heading}%s,Rowan,Constable,W777009\n" "$name" >odd.csv
  rm -f rejects.csv
  "$program" roll import odd.csv --dry-run >said 2>&1
  got=$?
  checks=$((checks + 1))
  [ "$got" = 0 ] || [ "$got" = 10 ] || wrong "a name with ${name:0:1} ended with $got"
  grep -qF -- "$name" said && wrong 'the name is repeated'
done
values=()
# Templates: a field that no press may have, a script, something from outside, no drawing at all.
svg() {
  printf '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 91.6 59.98">%s</svg>' "$1" >"$2.svg"
}
svg '<text x="3" y="9">%VAR_surname%</text>' plain
"$program" card check-template plain.svg plain.svg >said 2>&1 || wrong 'a plain template'
grep -q 'would show: surname' said || wrong 'check-template does not say what a card would show'
svg '<text>%VAR_pay_number%</text>' pay
refuse 10 'asks for ‘pay_number’, which no card may show' "$program" card check-template plain.svg pay.svg
svg '<script>1</script>' script
refuse 10 'the template' "$program" card check-template script.svg plain.svg
svg '<image href="file:///etc/passwd"/>' outward
refuse 10 'outside itself' "$program" card check-template plain.svg outward.svg
echo '<!DOCTYPE a [<!ENTITY b "c">]><svg/>' >entity.svg
refuse 10 'document type' "$program" card check-template plain.svg entity.svg
refuse 10 'not well-formed' "$program" card check-template plain.svg good.csv
svg '<text opacity="0.5">Northmoor</text>' wide
refuse 10 '‘opacity’' "$program" card check-template wide.svg plain.svg --specimen never.pdf
[ ! -e never.pdf ] || wrong 'a specimen of a template that cannot be used'
"$program" card check-template plain.svg plain.svg --specimen specimen.pdf >said 2>&1 || wrong 'a specimen'
pdftotext specimen.pdf - | grep -q 'Specimen-Thistleby' || wrong 'the specimen shows nobody'
unchanged 'odd names'

# A photograph that is a bomb (60,000 × 60,000 pixels in 33 bytes), one that is cut short, one that is a script.
mkdir photos
printf "${heading}Quillfeather,Rowan,Constable,W777010\n" >photo.csv
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0\x0f\xb0\xe2\x15' >photos/W777010.png
values=('Quillfeather')
for kind in bomb cut script; do
  rm -f rejects.csv
  refuse 10 'problems' "$program" roll import photo.csv --photos photos --apply
  grep -q photo rejects.csv || wrong 'the rejects file does not name the photograph'
  unchanged 'a bad photograph'
  rm -f photos/*
  if [ "$kind" = bomb ]; then printf '\xff\xd8\xff\xe0\0\x10JFIF' >photos/W777010.jpg; else echo '<script>' >photos/W777010.jpg; fi
done
values=()

# A full disk: a small one where this may be mounted; elsewhere no file may grow past a limit, which ends the same way.
{ printf "$heading"; for i in $(seq 8000); do printf 'Quillfeather,Rowan,Constable,W80%04d\n' "$i"; done; } >many.csv
mkdir small
limited=()
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=2m tmpfs small 2>/dev/null; then
  mounted=$work/small
else
  limited=(bash -c 'trap "" XFSZ; ulimit -f 2048; exec "$@"' limited)
fi
cp -r store small/store
rm -f rejects.csv
values=('Quillfeather')
TIPSTAFF_DIR=$work/small/store refuse 7 '' "${limited[@]}" "$program" roll import many.csv --apply
grep -qiE "full|no space left|disk" said || wrong 'a full disk is not called that'
values=()
TIPSTAFF_DIR=$work/small/store unchanged 'the disk was full'
TIPSTAFF_DIR=$work/small/store "$program" ledger verify >said 2>&1 || wrong 'the ledger does not verify after the disk was full'
[ -n "$mounted" ] && umount small && mounted=
rm -rf small

# Somebody changed the folder.
cp -r store changed
printf 'x' | dd of=changed/store.db bs=1 seek=100 conv=notrunc status=none
TIPSTAFF_DIR=$work/changed refuse 6 '' "$program" roll status
rm -rf changed
cp -r store changed
rm changed/checkpoint
TIPSTAFF_DIR=$work/changed refuse 6 'checkpoint' "$program" roll status
unchanged 'everything'
"$program" ledger verify >said 2>&1 || wrong 'the ledger does not verify in the end'

finish
