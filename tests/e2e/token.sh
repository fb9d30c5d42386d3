#!/bin/bash
# A store whose root key is in a PKCS#11 token, and stamps that are signed in it; a kind of card with the minimal stamp; and a store that
# opens with three of five share files. Needs softhsm2.
# Usage: token.sh TIPSTAFF TIPSTAFF-PRESS
set -eu -o pipefail
program=$(realpath "$1")
press=$(realpath "$2")
module=$(ls /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so 2>/dev/null | head -1)
tokens=$(mktemp -d "${TMPDIR:-/tmp}/tipstaff-token-XXXXXX")
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$tokens" >"$tokens.conf"
export SOFTHSM2_CONF=$tokens.conf
softhsm2-util --init-token --free --label 'Northmoor root' --pin 'seven lanterns on the harbour wall' --so-pin 654321 >/dev/null
init_with=(--token-module "$module" --token-label 'Northmoor root')
. "$(dirname "$0")/office.sh"
trap 'clean_up; rm -rf "$tokens" "$tokens.conf"' EXIT
hire clerk registrar sponsor
hire approver approver
hire issuer issuer activator
hire guard1 'security officer' dpo
hire guard2 'security officer'

# The key that signs stamps from now on is made in the token.
as guard1 stamp rotate --token >said 2>&1
as guard1 stamp keys --out keys.json >said
grep -q 'ES256 .* in the token' said
[ "$(grep -c 'in the token' said)" = 1 ]
fails 2 'excludes' as guard1 stamp rotate --token --ed25519

# A card of each kind; two people have decided that the staff pass says no name.
as guard1 propose stamp-form 'staff pass' --minimal --reason 'no names in the car park' >said
as guard2 decide "$(sed -n 's/^Proposal \([0-9]*\)\..*/\1/p' said)" >said
printf 'Surname,Forenames,Rank,Warrant number\nThistle,Rowan,Constable,W410010\nHawthorn,Ada,Analyst,S410011\n' >people.csv
as clerk roll import people.csv >said 2>&1
as guard1 supplier add 'Own Office' >said
code=$(as guard1 press invite inside --supplier 'Own Office' --inside | grep -oE '([A-Z0-9]{4}-){15}[A-Z0-9]{4}' | head -1)
start_server
port=$(sed -n 's/.*:\([0-9]*\)\. Stop.*/\1/p' served)
"$press" enrol --home inside "https://127.0.0.1:$port" "$code" >enrolled 2>said
as guard2 press approve inside --fingerprint "$(sed -n 's/^fingerprint: //p' enrolled)" >said
as clerk card request 1 --kind 'warrant card' >said
as clerk card request 2 --kind 'staff pass' >said
as approver card approve --all >said
as issuer job make --press inside --inside inside >said 2>&1
mkdir printed
"$press" run --home inside --out printed --once >said 2>&1
[ "$(ls printed/*.pdf | wc -l)" = 2 ]
as issuer card receive --all >said
as issuer card activate --all >said
as guard1 status publish --out list.cwt >said
full=0 minimal=0
for pdf in printed/*.pdf; do
  got=0
  "$program" verify "$pdf" --keys keys.json --list list.cwt >said 2>&1 || got=$?
  if grep -qx 'genuine: compare this face and name' said; then
    [ "$got" = 0 ] && grep -q 'Constable Rowan Thistle, W410010' said
    full=$((full + 1))
  else
    [ "$got" = 3 ] && grep -q 'cannot say' said && ! grep -q Hawthorn said
    minimal=$((minimal + 1))
  fi
done
[ "$full $minimal" = '1 1' ]
stop_server

# Without the token nothing opens and nothing is signed; with it, all is as it was. A wrong PIN is told from an absent token.
mv "$tokens" "$tokens.away"
mkdir "$tokens"
fails 8 'no token called' as guard1 status publish --out list.cwt
rmdir "$tokens"
mv "$tokens.away" "$tokens"
echo 'another phrase' >wrong-pin
TIPSTAFF_PASSPHRASE_FILE=$work/wrong-pin fails 9 "PIN is wrong" as guard1 status publish --out list.cwt
as guard1 status publish --out list.cwt >said

# Three of five share files: any three, not two.
mkdir shares
"$program" --json init quorum-store --force 'Southmoor Constabulary' --quorum --shares shares >made
[ "$(ls shares | wc -l)" = 5 ]
export TIPSTAFF_DIR=$work/quorum-store TIPSTAFF_TOKEN
TIPSTAFF_TOKEN=$(sed 's/.*"token":"\([^"]*\)".*/\1/' made)
share() { ls "$work"/shares/*share"$1"; }
TIPSTAFF_SHARES=$(share 1):$(share 4):$(share 5) "$program" ledger verify >said 2>&1
TIPSTAFF_SHARES=$(share 1):$(share 4) fails 2 'three of its five' "$program" ledger verify
TIPSTAFF_SHARES=$(share 1):$(share 4):$(share 4) fails 9 'needs 3 different shares' "$program" ledger verify
fails 2 'TIPSTAFF_SHARES' "$program" ledger verify
echo 'the story of the token passed'
