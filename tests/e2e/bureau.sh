#!/bin/bash
# A bureau that runs nothing of ours, through the programs: its side is stock openssl, age, tar and sha256sum only.
# Usage: bureau.sh TIPSTAFF TIPSTAFF-PRESS
set -eu -o pipefail
program=$(realpath "$1")
press=$(realpath "$2")
. "$(dirname "$0")/office.sh"
hire clerk registrar sponsor
hire approver approver
hire issuer issuer activator
hire guard1 'security officer' dpo
hire guard2 'security officer'
{ printf 'Surname,Forenames,Rank,Warrant number\n'
  for i in $(seq 10 19); do printf 'Thistle,Rowan,Constable,W4100%s\n' "$i"; done; } >people.csv
as clerk roll import people.csv >said 2>&1

# Two suppliers: the force's own with an inside press, and the bureau.
as guard1 supplier add 'Own Office' >said
as guard1 supplier add 'Paper Mill' --open 4 --retention-days 30 --kinds 'warrant card' >said
code=$(as guard1 press invite inside --supplier 'Own Office' --inside | grep -oE '([A-Z0-9]{4}-){15}[A-Z0-9]{4}' | head -1)
start_server
port=$(sed -n 's/.*:\([0-9]*\)\. Stop.*/\1/p' served)
"$press" enrol --home inside "https://127.0.0.1:$port" "$code" >enrolled 2>said
stop_server
fingerprint=$(sed -n 's/^fingerprint: //p' enrolled)
as guard2 press approve inside --fingerprint "$fingerprint" >said

# The bureau makes its key with stock OpenSSL and reads its fingerprint aloud.
mkdir bureau
openssl genpkey -algorithm ed25519 -out bureau/key.pem
openssl pkey -in bureau/key.pem -pubout -out bureau/public.pem
aloud=$(openssl pkey -pubin -in bureau/public.pem -outform DER | sha256sum | cut -d' ' -f1)
fails 10 'no public key' as guard1 bureau add mill --supplier 'Paper Mill' --key bureau/key.pem
as guard1 bureau add mill --supplier 'Paper Mill' --key bureau/public.pem >said
grep -qx "$aloud" said
fails 4 'second person' as guard1 bureau approve mill --fingerprint "$aloud"
as guard2 bureau approve mill --fingerprint "$aloud" >said

# Ten cards; none inside by chance, so that the numbers here are sure.
as clerk card request --all >said
as approver card approve --all >said
as issuer job make --press mill --inside inside --inside-share 0 >said 2>&1
job=$(sed -n 's/.*job export \([0-9]*\) .*/\1/p' said)
# From here on through a running server: the callers have no key, and the files are written on their side.
start_server
unset TIPSTAFF_PASSPHRASE_FILE
fails 4 '--size 4' as issuer job export "$job" --out out
as issuer job export "$job" --out out --size 4 >said 2>/dev/null
[ "$(head -1 said | grep -c 'counts as released whole')" = 1 ]
[ "$(ls out/*.age | wc -l)" = 3 ]
as guard1 incident open --holder press:mill --from 2020-01-01 >said
as guard1 --json incident exposure INC-1 | grep -q '"certain":0,"possible":0,"excluded":10'

# Its side: verify, open, look, print, fill in, sign.
receive() { # ID
  openssl pkeyutl -verify -pubin -inkey out/office.pem -rawin -in "out/$1.age" -sigfile "out/$1.age.sig" >/dev/null
  mkdir -p "bureau/$1"
  age -d -i "bureau/$1.key" "out/$1.age" | tar -x -C "bureau/$1"
  (cd "bureau/$1" && tail -n +2 manifest.csv | awk -F, '{print $4 "  " $3}' | sha256sum --quiet -c)
  for pdf in "bureau/$1"/*.pdf; do head -c 5 "$pdf" | grep -q '%PDF-'; done
}
answer() { # ID OUTCOME
  sed -E "/^[0-9a-f]{32},,,/s/,,,/,$2,,/" "bureau/$1/receipt.csv" >"bureau/$1.csv"
  openssl pkeyutl -sign -inkey bureau/key.pem -rawin -in "bureau/$1.csv" -out "bureau/$1.csv.sig"
}
mapfile -t ids < <(cd out && ls *.age | sed 's/\.age$//')
fails 4 'has not the role' as guard1 job open "${ids[0]}"
as issuer job open "${ids[0]}" >"bureau/${ids[0]}.key" 2>said
grep -q 'Releasing whole' said
[ "$(stat -c %s "out/${ids[0]}.age.sig")" = 64 ]
receive "${ids[0]}"
cards=$(ls "bureau/${ids[0]}"/*.pdf | wc -l)
! grep -rqE 'Thistle|W4100' "bureau/${ids[0]}/manifest.csv" out
! age -d -i "bureau/${ids[0]}.key" "out/${ids[1]}.age" >said 2>&1
as guard1 --json incident exposure INC-1 | grep -q "\"certain\":$cards,\"possible\":0,"
fails 4 'receipt has not come' as issuer job open "${ids[1]}"
as issuer job open "${ids[0]}" 2>said | cmp - "bureau/${ids[0]}.key"

# The stamp of a card that lies at the bureau: true, and worthless until the card is handed over.
pdf=$(ls "bureau/${ids[0]}"/*.pdf | head -1)
as guard1 stamp keys --out keys.json >said
as guard1 status publish --out list.cwt >said
fails 1 'not shown to be genuine' "$program" verify "$pdf" --keys keys.json --list list.cwt
grep -qx 'not yet active' said
fails 3 'not shown to be genuine' "$program" verify "$pdf" --keys keys.json
fails 3 'not shown to be genuine' "$program" verify bureau/public.pem --keys keys.json --list list.cwt

# A receipt that was changed, one by somebody else, one with a card left out; then the right one, twice.
answer "${ids[0]}" printed
sed 's/printed/spoiled/' "bureau/${ids[0]}.csv" >forged.csv
cp "bureau/${ids[0]}.csv.sig" forged.csv.sig
fails 6 'signed' as issuer job receipt forged.csv
openssl genpkey -algorithm ed25519 -out stranger.pem
openssl pkeyutl -sign -inkey stranger.pem -rawin -in forged.csv -out forged.csv.sig
fails 6 'signed' as issuer job receipt forged.csv
sed '$d' "bureau/${ids[0]}.csv" >short.csv
openssl pkeyutl -sign -inkey bureau/key.pem -rawin -in short.csv -out short.csv.sig
fails 4 'leaves out 1' as issuer job receipt short.csv
as issuer job receipt "bureau/${ids[0]}.csv" >said
grep -q "$cards printed" said
as issuer job receipt "bureau/${ids[0]}.csv" >said
fails 4 'settled' as issuer job open "${ids[0]}"

# Handed over, suspended with every other card by two people, and the list that says so in the same command.
as issuer card receive --all >said
as issuer card activate --all >said
as guard1 status publish --out list.cwt >said
"$program" verify "$pdf" --keys keys.json --list list.cwt --photo face.webp >said
grep -qx 'genuine: compare this face and name' said
grep -q 'warrant card, Constable Rowan Thistle, W4100' said
as guard1 propose card-suspend --all --reason 'cards stolen' >said
as guard2 decide "$(sed -n 's/^Proposal \([0-9]*\)\..*/\1/p' said)" --status-out list.cwt >said
fails 1 '"verdict":"suspended"' "$program" --json verify "$pdf" --keys keys.json --list list.cwt
curl -sk "https://127.0.0.1:$(sed -n 's/.*:\([0-9]*\)\. Stop.*/\1/p' served)/status-list" >served.cwt
fails 1 'suspended it' "$program" verify "$pdf" --keys keys.json --list served.cwt
stop_server
export TIPSTAFF_PASSPHRASE_FILE=$work/passphrase

# The next two, without a server; one spoilt. Its word ends no copy; two people who saw the drive shredded do.
for n in 1 2; do
  as issuer job open "${ids[$n]}" --out "bureau/${ids[$n]}.key" 2>said
  receive "${ids[$n]}"
  answer "${ids[$n]}" "$([ "$n" = 1 ] && echo printed || echo spoiled)"
  as issuer job receipt "bureau/${ids[$n]}.csv" >said
done
as guard1 custody list >said
grep -q 'mill .* 20 copies, *20 still open' said
as guard1 propose custody-close --holder press:mill --batch "${ids[0]}" --evidence 'guard1 and guard2 saw the drive shredded' \
  --file bureau/public.pem >said
proposal=$(sed -n 's/^Proposal \([0-9]*\)\..*/\1/p' said)
fails 4 'second person' as guard1 decide "$proposal"
as guard2 decide "$proposal" >said
as guard1 custody list >said
grep -q "mill .* 20 copies, *$((20 - 2 * cards)) still open" said
as guard1 --json incident exposure INC-1 | grep -q '"certain":10,'
as guard1 ledger verify >said 2>/dev/null
echo 'a bureau with stock tools: three sub-batches opened, printed, answered for'
