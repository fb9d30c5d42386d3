#!/bin/bash
# Keeping a store: a witness that is asked before it is used, that is away and comes back, whose file is taken away; a backup, its journal,
# and a restore by what lies elsewhere.
# Usage: keep.sh TIPSTAFF
set -eu -o pipefail
program=$(realpath "$1")
. "$(dirname "$0")/office.sh"
witness=
trap '[ -n "$witness" ] && kill "$witness" 2>/dev/null; clean_up' EXIT
hire clerk registrar sponsor
hire guard1 'security officer' dpo
hire guard2 'security officer' auditor

start_witness() { # PORT
  : >witnessed
  "$program" witness kept-by-another --name witness.northmoor.example --ledger "$("$program" ledger vkey 2>/dev/null)" --port "$1" >witnessed 2>&1 &
  witness=$!
  until_said '^url ' witnessed "$witness"
}
stop_witness() {
  stop "$witness"
  witness=
}
start_witness 0
url=$(sed -n 's/^url //p' witnessed) key=$(sed -n 's/^key //p' witnessed) pin=$(sed -n 's/^pin //p' witnessed)
port=${url##*:}

# Asked first: a pin that is none, a key that is another's, one that is away, a person who may not.
fails 10 'this is not a pin' as keeper ledger use-witness --url "$url" --pin short --key "$key"
fails 4 'it takes: keeper' as guard1 ledger use-witness --url "$url" --pin "$pin" --key "$key"
stop_witness
fails 8 'nothing was changed: this witness does not cosign' as keeper ledger use-witness --url "$url" --pin "$pin" --key "$key"
[ ! -e store/witness ]
start_witness "$port"
as keeper ledger use-witness --url "$url" --pin "$pin" --key "$key" >said 2>&1
grep -q 'It has cosigned the ledger as it is now' said
mv store/witness elsewhere
fails 6 'the file ‘witness’ is gone' as keeper principal list
mv elsewhere store/witness

# While it is away nothing is handed out, and it is on record; what takes away waits for nobody.
printf 'Surname,Forenames,Warrant number\nThistle,Rowan,W410010\nHawthorn,Ada,W410011\n' >people.csv
as clerk roll import people.csv >said 2>&1
as guard2 grant give clerk --class identity --purpose look >said 2>&1
stop_witness
fails 8 'this is recorded, but nothing was handed out' as clerk person show 1 --purpose look
! grep -q Thistle said
as clerk person leave 2 --reason gone >said 2>&1
start_witness "$port"
as clerk person show 1 --purpose look >said 2>&1
grep -q Thistle said
as guard1 clock show >said 2>&1
grep -q "The witness's clock agreed with it" said

# A backup with its journal on another disk, and what came after it.
mkdir disk
as keeper backup journal disk/erasures >said 2>&1
as keeper backup create disk/monday >said 2>&1
cp store/checkpoint disk/older
printf 'surname = Rowanberry\nforenames = Tess\nwarrant_number = C1\n' | as clerk person add --reason 'a contractor' >said 2>&1
as guard2 ledger export disk/archive >said 2>&1
fails 4 'is not empty' "$program" restore disk/monday --checkpoint disk/older --erasures disk/erasures
mv store lost
fails 2 'needs the newest checkpoint' "$program" restore disk/monday
fails 4 'people may have been erased' "$program" restore disk/monday --archive disk/archive
# The witness knows of what was cosigned since.
fails 6 'the witness does not confirm' "$program" restore disk/monday --checkpoint disk/older --erasures disk/erasures
"$program" restore disk/monday --archive disk/archive --erasures disk/erasures >said 2>&1
grep -q 'The log goes on as' said
grep -oE '^[A-Za-z0-9_-]{40,}$' said >token-keeper
log_in guard2
log_in clerk
as keeper ledger verify >said 2>&1
grep -q 'are what was written' said
as guard2 grant give clerk --class identity --purpose look >said 2>&1
as clerk person show 1 --purpose look >said 2>&1
grep -q Thistle said
fails 5 'there is nobody with the number 3' as clerk person show 3 --purpose look
stop_witness
fails 8 'nothing was handed out' as clerk person show 1 --purpose look
echo 'witness, backup and restore: all of it'
