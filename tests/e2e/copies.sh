#!/bin/bash
# Known and unknown copies: every kind of file that leaves an office is made, laid on a share, and must be known there by `find` for what it
# is, sealed ones too; what was changed by a byte is not; what was recorded as gone is an alarm; and a running server tells the same.
# Usage: copies.sh TIPSTAFF TIPSTAFF-PRESS
set -eEu -o pipefail
program=$(realpath "$1")
press=$(realpath "$2")
. "$(dirname "$0")/office.sh"
cp token-keeper token-guard1
start_server
hire clerk registrar sponsor
hire approver approver
hire issuer issuer activator
hire guard1 'security officer'
hire officer dpo
hire guard2 'security officer'
names=(Thistle Hawthorn Featherstonehaugh Colquhoun Llewellyn Ashworth Thackeray Postlethwaite Prydderch Okonkwo)
{ echo 'Surname,Forenames,Rank,Warrant number,Email'
  i=0
  for name in "${names[@]}"; do i=$((i + 1)); printf '%s,Rowan,Constable,NM4100%02d,p%02d@force.example\n' "$name" $i $i; done; } >people.csv
as clerk roll import people.csv >said 2>&1
checks=0
has() { # FILE WORDS
  checks=$((checks + 1))
  grep -qF -- "$2" "$1" || { cp "$1" said; echo "it does not say «$2»"; cat "$1" >&3; return 1; }
}
has_not() { # FILE WORDS
  checks=$((checks + 1))
  ! grep -qF -- "$2" "$1" || { echo "it says «$2»"; cat "$1" >&3; return 1; }
}
proposal() { sed -n 's/^Proposal \([0-9]*\)\..*/\1/p' said; }
two_people() { # WORDS OF A PROPOSAL…
  as guard1 propose "$@" >said 2>/dev/null
  as guard2 decide "$(proposal)" >said 2>/dev/null
}

# What leaves: two sub-batches, a backup, an index, an export of one person, a preview, letters, and what a supplier had before.
as guard1 supplier add 'Own Office' >said 2>/dev/null
as guard1 supplier add 'Paper Mill' --open 5 >said 2>/dev/null
code=$(as guard1 press invite inside --supplier 'Own Office' --inside 2>/dev/null | grep -oE '([A-Z0-9]{4}-){15}[A-Z0-9]{4}' | head -1)
"$press" enrol --home inside "https://127.0.0.1:$(sed -n 's/.*:\([0-9]*\)\. Stop.*/\1/p' served)" "$code" >enrolled 2>said
as guard2 press approve inside --fingerprint "$(sed -n 's/^fingerprint: //p' enrolled)" >said 2>/dev/null
openssl genpkey -algorithm ed25519 -out mill.pem
openssl pkey -in mill.pem -pubout -out mill.public.pem
as guard1 bureau add mill --supplier 'Paper Mill' --key mill.public.pem >said 2>/dev/null
as guard2 bureau approve mill --fingerprint "$(openssl pkey -pubin -in mill.public.pem -outform DER | sha256sum | cut -d' ' -f1)" >said 2>/dev/null
as clerk card request --all >said 2>/dev/null
as approver card approve --all >said 2>/dev/null
as issuer job make --press mill --inside inside --inside-share 0 >said 2>&1
job=$(sed -n 's/.*job export \([0-9]*\) .*/\1/p' said)
as issuer job export "$job" --out out --size 5 >said 2>/dev/null
mapfile -t ids < <(cd out && ls *.age | sed 's/\.age$//')
as issuer job open "${ids[0]}" --out mill.key >said 2>/dev/null

as keeper backup create kept.backup >said 2>/dev/null
as guard1 propose roll-index --holder principal:guard2 --reason 'a search of the shares' >said 2>/dev/null
index=$(proposal)
as guard2 decide "$index" >said 2>/dev/null
stop_server
as guard1 roll index --proposal "$index" --out kept.index --key kept.key >said 2>/dev/null
start_server
two_people grant-protected officer --class identity --class photo --class pay --class vetting --class contact --purpose 'subject access'
as officer person export 1 --out export >said 2>/dev/null
two_people grant-protected issuer --class identity --class photo --class pay --class contact --purpose 'card preview'
as issuer card preview 2 --out preview.pdf >said 2>/dev/null
head -4 people.csv | cut -d, -f1,2,4 >handed.csv
as guard1 custody declare --holder 'supplier:Old Printers' --file handed.csv --since 2026-01-05 >said 2>/dev/null
as guard1 incident open --holder press:mill --from 2020-01-01 >said 2>/dev/null
as officer incident notify INC-1 --reason 'cards are with strangers' >said 2>/dev/null
as officer incident notices INC-1 --what 'the printer was broken into' --measures 'its keys are ended' --contact 'the office' --out letters >said 2>/dev/null
letter=$(ls letters/*.pdf | head -1)
for who in officer clerk keeper; do
  two_people grant-protected $who --class identity --class pay --class contact --purpose 'search for copies'
done

# On a share: each of them; each with a byte more; the backup's first bytes only; and one of another store.
mkdir share
cp out/"${ids[0]}".age share/opened.age
cp out/"${ids[1]}".age share/waiting.age
cp kept.backup kept.index preview.pdf handed.csv share/
cp export/person-1.json export/person-1.txt export/person-1.pdf "$letter" "${letter%.pdf}.eml" share/
mkdir changed
for file in share/*; do { cat "$file"; echo; } >"changed/$(basename "$file")"; done
head -c 500 kept.backup >cut.backup
env -u TIPSTAFF_TOKEN "$program" --dir other --json init other --force 'Southmoor Constabulary' --role keeper >made.other 2>/dev/null
sed 's/.*"token":"\([^"]*\)".*/\1/' made.other >token-other
as other --dir other backup create other.backup >said 2>/dev/null
roll=(--roll "$TIPSTAFF_DIR")
look() { # NAME PATH… : found.NAME is what find says
  local name=$1
  shift
  as officer find "$@" "${roll[@]}" >"found.$name" 2>said || [ $? = 1 ]
}
of() { # FILE: what find says of it
  sed -n "\|^$1:|,/^[^ ]/p" "$from" | sed -n '1p;2,${/^ /p}' >one
}

# The same packed, and packed again in a mail.
mkdir packed
(cd share && zip -q ../packed/all.zip handed.csv opened.age kept.backup kept.index)
python3 - packed/all.zip >packed/sent.eml <<'EOF'
import email.message, sys
mail = email.message.EmailMessage()
mail["From"], mail["To"], mail["Subject"] = "clerk@force.example", "printer@mill.example", "as asked"
mail.set_content("See what is with it.")
mail.add_attachment(open(sys.argv[1], "rb").read(), maintype="application", subtype="zip", filename="all.zip")
sys.stdout.buffer.write(bytes(mail))
EOF

stop_server
look share share
look packed packed
look changed changed cut.backup other.backup
as officer --json find share "${roll[@]}" 2>/dev/null >found.json || [ $? = 1 ]
# A running server tells the same, to callers without a key.
start_server
unset TIPSTAFF_PASSPHRASE_FILE
look served share
cmp found.share found.served
look served packed
cmp found.packed found.served
look served changed cut.backup other.backup
cmp found.changed found.served
as officer --json find share "${roll[@]}" >found.served 2>said || [ $? = 1 ]
diff <(tr ',' '\n' <found.json | grep -vE '"(weight|others)"') <(tr ',' '\n' <found.served | grep -vE '"(weight|others)"') >said

from=found.share
of share/opened.age
has one 'on record (bytes)'
has one "a known copy: sub-batch ${ids[0]} of job $job (5 cards), its key released on"
has one 'held by press:mill since'
has one ', open)'
has one 'sealed, so nobody in it can be counted'
of share/waiting.age
has one "a known copy: sub-batch ${ids[1]} of job $job (5 cards), not opened, held by press:mill since"
of share/kept.backup
has one 'a known copy: backup 1 of this store, held by backup:1 since'
of share/kept.index
has one "a known copy: the roll index of proposal $index held by principal:guard2 since"
for file in person-1.json person-1.txt person-1.pdf; do
  of share/$file
  has one 'a known copy: a subject access export held by principal:officer since'
done
of share/person-1.json
has one '1 person of your roll'
of share/preview.pdf
has one 'a known copy: a card preview held by principal:issuer since'
of share/handed.csv
has one 'a known copy: a file declared as handed over, held by supplier:Old Printers since 2026-01-05'
has one '3 people of your roll'
for file in "$(basename "$letter")" "$(basename "${letter%.pdf}.eml")"; do
  of "share/$file"
  has one 'a known copy: a notice of INC-1 held by host:notices since'
done
has_not found.share 'unknown copy'
from=found.packed
for outer in all.zip sent.eml; do
  of packed/$outer
  in=; [ $outer = sent.eml ] && in='all.zip › '
  has one "  in it, ${in}handed.csv: a known copy: a file declared as handed over, held by supplier:Old Printers"
  has one "  in it, ${in}opened.age: a known copy: sub-batch ${ids[0]} of job $job"
  has one "  in it, ${in}kept.backup: a known copy: backup 1 of this store"
  has one "  in it, ${in}kept.index: a known copy: the roll index of proposal $index"
  has one '  an unknown copy: it is not in the disclosure register, nor among the copies on record'
done
has found.packed '2 files'
from=found.share
for name in "${names[@]}" NM4100; do has_not found.share "$name"; done
[ "$(grep -o '"custody":"known"' found.json | wc -l)" = "$(ls share | wc -l)" ]

# A byte more, and it is no copy on record; but a backup is known by its beginning, and a sealed file of ours by its first line.
from=found.changed
of changed/handed.csv
has one 'an unknown copy: it is not in the disclosure register, nor among the copies on record'
of changed/kept.index
has one 'an unknown copy: a roll index, of which no record is here'
for file in changed/kept.backup cut.backup; do
  of $file
  has one 'a known copy: backup 1 of this store, held by backup:1 since'
done
of other.backup
has one 'an unknown copy: a backup, of which no record is here'
has_not found.changed 'opened.age'

# Who may not see custody is told of none; the keeper of backups.
as clerk find share "${roll[@]}" >found.clerk 2>said || [ $? = 1 ]
has_not found.clerk 'a known copy'
has_not found.clerk 'nor among the copies on record'
has found.clerk 'kept.backup: sealed'
has found.clerk 'a sealed copy: a backup; whether it is on record is told to who may see custody'
as keeper find share "${roll[@]}" >found.keeper 2>said || [ $? = 1 ]
has found.keeper 'backup 1 of this store, held by backup:1'
has_not found.keeper 'subject access'

# Ended on record, and yet there: the export on a word, the backup, and the sub-batch by two people's evidence.
copy=$(as officer person copies 1 2>/dev/null | sed -n 's/^copy \([0-9]*\) *principal:officer.*/\1/p' | head -1)
as officer custody close "$copy" --evidence 'handed over, the files shredded' >said
as keeper backup destroyed 1 --evidence 'the tape was shredded' >said
printf 'tipstaff bureau receipt,v1\nbatch,%s\nitem,outcome,stock,chip\n' "${ids[0]}" >receipt
age -d -i mill.key out/"${ids[0]}".age | tar -xO manifest.csv | tail -n +2 | sed 's/,.*/,printed,,/' >>receipt
openssl pkeyutl -sign -inkey mill.pem -rawin -in receipt -out receipt.sig
as issuer job receipt receipt --signature receipt.sig >said
two_people custody-close --holder press:mill --batch "${ids[0]}" --evidence 'both saw the disk shredded'
look gone share
from=found.gone
of share/person-1.txt
has one 'a copy that should not be here: a subject access export held by principal:officer (copy'
has one "on somebody's word, and yet here"
of share/kept.backup
has one 'a copy that should not be here: backup 1 of this store, held by backup:1'
of share/opened.age
has one "a copy that should not be here: sub-batch ${ids[0]} of job $job (5 cards), answered for by a receipt, held by press:mill"
has one 'by independent evidence, and yet here; sealed, so nobody in it can be counted'
of share/waiting.age
has one 'a known copy: sub-batch'
has found.gone '5 that should be gone'
echo "every kind of copy is known where it turns up: $checks checks"
