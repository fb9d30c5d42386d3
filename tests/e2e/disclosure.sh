#!/bin/bash
# The story of an answer to a request: submitted, held, cleaned, decided by a second person, published, found wrong, taken
# down, and who was exposed; once with the store opened by each command, once through a running server.
# Usage: disclosure.sh TIPSTAFF
set -u
program=$(realpath "$1")
. "$(dirname "$0")/counting.sh"
submit() { # NAME FILE SOURCE
  as "$1" disclosure submit "$2" --reference 'FOI 2026/113' --audience 'the public' --declare '20 rows' --where https://northmoor.example/foi/113 --source "$3"
}

echo 'seven lanterns on the harbour wall' >passphrase
export TIPSTAFF_PASSPHRASE_FILE=$work/passphrase TIPSTAFF_DIR=$work/store
"$program" --json init store --force 'Northmoor Constabulary' --role registrar --role keeper >made 2>said || { wrong 'init'; exit 1; }
sed 's/.*"token":"\([^"]*\)".*/\1/' made >token-keeper
hire() { # NAME ROLE
  local code
  code=$(as keeper principal add "$1" --role "$2" 2>/dev/null | grep -oE '[A-Za-z0-9_-]{40,}' | head -1)
  echo 'a secret of some length' | "$program" enrol -- "$code" 2>/dev/null | grep -oE '[A-Za-z0-9_-]{40,}' | head -1 >"token-$1"
}
hire guard1 'security officer'
hire guard2 'security officer'
hire clerk sponsor
hire second approver
hire web issuer
hire officer dpo
{
  echo 'Surname,Forenames,Rank,Location,Warrant number,Pay number,Email'
  i=0
  for name in Thistle Hawthorn Featherstonehaugh Colquhoun Llewellyn Ashworth Thackeray Postlethwaite Prydderch Okonkwo Dlamini Kazlauskas; do
    i=$((i + 1))
    printf '%s,Rowan,Constable,North,NM4100%02d,200410%02d,p%02d@force.example\n' $name $i $i $i
  done
} >roll.csv
as keeper roll import roll.csv >said 2>&1 || wrong 'roll import'
cut -d, -f1-4 roll.csv >names.csv
printf 'unit,vehicles\nHarbour Division,4\nMoor Division,7\n' >good.csv
printf 'unit,vehicles\nHarbour Division,4\nMoor Division,8\n' >other.csv
head -c 4000 /dev/urandom >strange.bin

expect 4 'no grant lets clerk' submit clerk good.csv fleet
for who in clerk web officer; do
  as guard1 propose grant-protected $who --class identity --class pay --class contact --purpose 'disclosure check' >said 2>/dev/null || wrong 'propose'
  as guard2 decide "$(grep -oE '[0-9]+' said | head -1)" >said 2>&1 || wrong 'decide'
done

expect 0 'Disclosure 1 is submitted: pass, SHA-256' submit clerk good.csv fleet
expect 4 'takes: approver' as clerk disclosure approve 1
expect 4 'is submitted; only what was approved' as web disclosure publish 1 good.csv
expect 0 'is approved' as second disclosure approve 1
expect 4 'not the bytes that were checked' as web disclosure publish 1 other.csv
grep -q "$(sha256sum good.csv | cut -c1-64)" said || wrong 'the refusal does not name the SHA-256 of what was checked'
expect 0 '0 people of your roll are in it' as web disclosure publish 1 good.csv

# A hold keeps its source waiting until somebody has looked into it.
expect 0 'Disclosure 2 is submitted' submit clerk other.csv fleet
expect 1 'Disclosure 3 is submitted: hold' submit clerk names.csv fleet
expect 4 'disclosure review 3' as second disclosure approve 2
expect 4 'takes: security officer, dpo' as second disclosure approve 3 --accept 1=x --accept 2=x
expect 2 '--accept' as officer disclosure approve 3
expect 2 'accepts nothing' as officer disclosure approve 3 --accept agreed
expect 0 'freezes its source' as officer disclosure list
expect 0 'Disclosure 3 is reviewed' as officer disclosure review 3 --reason 'a list that each of them agreed to'
expect 0 'is approved' as second disclosure approve 2
expect 3 'Disclosure 4 is submitted: unknown' submit clerk strange.bin map
expect 2 'cannot be said what is in it' as second disclosure approve 4
expect 0 'Disclosure 4 is refused' as second disclosure approve 4 --refuse --reason 'send it as a PDF'

# A policy is kept with what it judged, and what it softened takes an officer.
{ echo 'tipstaff policy 1'; echo 'title Northmoor, chief officers'; tail -n +2 roll.csv | sed 's/^\([^,]*\),\([^,]*\),.*/allow \1, \2/'; } >policy
sed 's/^title.*/lower encrypted because x/' policy >wrong-policy
policed() { as web disclosure submit names.csv --reference 'FOI 2026/114' --audience 'the public' --declare '20 rows' --where https://northmoor.example/foi/114 --source chiefs --policy "$1"; }
expect 10 'policy, line 2: ' policed wrong-policy
: >empty
expect 10 'the policy is empty' policed empty
expect 0 'Disclosure 5 is submitted: pass' policed policy
expect 4 'takes: security officer, dpo' as second disclosure approve 5
expect 0 "Northmoor, chief officers, SHA-256 $(sha256sum policy | cut -c1-64)" as officer disclosure show 5
expect 0 '"softened":' as officer --json disclosure show 5
expect 0 'is approved' as officer disclosure approve 5

# From here on through the server, without a key in the callers' processes.
"$program" serve --port 0 --name 127.0.0.1 >served 2>&1 &
server=$!
for _ in $(seq 300); do grep -q 'Stop with' served && break; sleep 0.1; done
unset TIPSTAFF_PASSPHRASE_FILE
objections=$(as officer --json disclosure show 3 | grep -o '"rule"' | wc -l)
accept=()
for n in $(seq "$objections"); do accept+=(--accept "$n=each of them agreed"); done
expect 0 'is approved' as officer disclosure approve 3 "${accept[@]}"
expect 0 'Disclosure 6 is submitted: pass' policed policy
expect 0 '12 people of your roll are in it' as clerk disclosure publish 5 names.csv
expect 0 'after 0 accesses' as clerk disclosure takedown 5 --accesses 0
expect 4 'does not publish it' as officer disclosure publish 3 names.csv
expect 0 '12 people of your roll are in it (0 of them only possibly)' as web disclosure publish 3 names.csv
expect 0 'accepted: each of them agreed' as officer disclosure show 3
expect 0 '2 publications checked by rules version' as officer disclosure recheck
expect 0 'after 300 accesses. 12 people were in it' as web disclosure takedown 3 --accesses 300
expect 4 'never published' as officer incident open --publication 4
expect 2 '--publication' as officer incident open --from unknown
expect 0 'Certain 12, possible 0, excluded 0' as officer incident open --publication 3 --found 'a reader wrote'
grep -qE '^  rank or grade +12$' said || wrong 'the incident does not say by field who was exposed'
grep -qi 'pay' said && wrong 'a field that was not in the file is called exposed'
expect 0 '"certain":12' as officer --json incident exposure INC-1
expect 0 '1 publications checked' as officer disclosure recheck
expect 5 'no disclosure 9' as officer disclosure show 9
expect 0 'what was written' as keeper ledger verify

# A file that the caller may not read is not read for him by the server.
expect 5 'nowhere.csv' submit clerk nowhere.csv fleet

finish
