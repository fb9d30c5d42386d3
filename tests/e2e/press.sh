#!/bin/bash
# A press of a supplier's, through the programs over TLS: cards printed, its certificate renewed, its copies accounted for after a
# breach, people told by mail, and the store put back from a backup. Usage: press.sh TIPSTAFF TIPSTAFF-PRESS
set -Eeu -o pipefail
here=$(realpath "$(dirname "$0")")
program=$(realpath "$1")
press=$(realpath "$2")
. "$here/office.sh"
mail=
trap '[ -n "$mail" ] && kill "$mail" 2>/dev/null; clean_up' EXIT
hire clerk registrar sponsor
hire approver approver
hire issuer issuer activator
hire guard1 'security officer' dpo
hire guard2 'security officer'
{ printf 'Surname,Forenames,Rank,Warrant number,Email\n'
  for i in $(seq 10 15); do printf 'Thistle,Rowan,Constable,W4100%s,rowan%s@example.org\n' "$i" "$i"; done; } >people.csv
as clerk roll import people.csv >said 2>&1
as guard1 supplier add 'Paper Mill' --retention-days 30 --kinds 'warrant card' >said
code=$(as guard1 press invite mill --supplier 'Paper Mill' | grep -oE '([A-Z0-9]{4}-){15}[A-Z0-9]{4}' | head -1)
as guard1 supplier add 'Own Office' >said
inner=$(as guard1 press invite inside --supplier 'Own Office' --inside | grep -oE '([A-Z0-9]{4}-){15}[A-Z0-9]{4}' | head -1)
start_server
port=$(sed -n 's/.*:\([0-9]*\)\. Stop.*/\1/p' served)
"$press" enrol --home mill "https://127.0.0.1:$port" "$code" >enrolled 2>said
"$press" enrol --home inside "https://127.0.0.1:$port" "$inner" >enrolled-inside 2>said
mkdir printed
fails 4 'approved' "$press" run --home mill --out printed --once
as guard2 press approve mill --fingerprint "$(sed -n 's/^fingerprint: //p' enrolled)" >said
as guard2 press approve inside --fingerprint "$(sed -n 's/^fingerprint: //p' enrolled-inside)" >said

# Six cards, printed into a folder, which is a copy in custody.
as clerk card request --all >said
as approver card approve --all >said
as issuer job make --press mill --inside inside --inside-share 0 >said 2>&1
"$press" run --home mill --out printed --once >said 2>&1
[ "$(ls printed/*.pdf | wc -l)" = 6 ]

# A backup here; everything after it is the gap.
stop_server
as keeper backup create "$work/monday.backup" >said 2>&1
start_server "$port"

# The certificate: not before two people have renewed it; then a new one, and the press goes on.
before=$("$press" status --home mill)
fails 4 'has not renewed' "$press" renew --home mill
as guard1 propose press-renew mill --reason 'ninety days are nearly over' >said
proposal=$(sed -n 's/^Proposal \([0-9]*\)\..*/\1/p' said)
fails 4 'second person' as guard1 decide "$proposal"
as guard2 decide "$proposal" >said
"$press" renew --home mill >said
[ "$before" != "$("$press" status --home mill)" ]
fails 4 'has not renewed' "$press" renew --home mill
"$press" run --home mill --out printed --once >said 2>&1

# The breach: everybody is told by mail, over TLS, once.
as guard1 incident open --holder press:mill --from 2020-01-01 >said
as guard1 --json incident exposure INC-1 >exposure
grep -q '"certain":6' exposure
openssl req -x509 -newkey ed25519 -nodes -keyout mail-key.pem -out mail.pem -days 2 -subj /CN=127.0.0.1 \
  -addext subjectAltName=IP:127.0.0.1 2>/dev/null
mkdir box
"$here/mail_server.py" mail.pem mail-key.pem box >mail-port 2>mail-said &
mail=$!
for _ in $(seq 100); do [ -s mail-port ] && break; kill -0 "$mail"; sleep 0.1; done
notices() {
  as guard1 incident notices INC-1 --from dpo@example.org --what 'the printer was broken into' --measures 'its keys are ended' \
    --contact 'A. Invented, 020 7946 0000' "$@"
}
as guard1 incident notify INC-1 --reason 'cards and pictures are with strangers' >said
fails 8 '' notices --smtp "smtps://127.0.0.1:$(cat mail-port)"
[ -z "$(ls box)" ]
notices --smtp "smtps://127.0.0.1:$(cat mail-port)" --smtp-ca mail.pem >said 2>&1
[ "$(ls box/*.eml | wc -l)" = 6 ]
[ "$(cat box/*.eml | grep -c '^Envelope-To: rowan1[0-5]@example.org')" = 6 ]
notices --smtp "smtps://127.0.0.1:$(cat mail-port)" --smtp-ca mail.pem >said 2>&1
[ "$(ls box/*.eml | wc -l)" = 6 ]
stop_server

# The store is lost. A restore without the newest checkpoint is refused; with it the press goes on, and nothing is certain to be
# less than it was.
cp store/checkpoint newest
mv store lost
fails 2 'checkpoint' "$program" --dir store restore monday.backup --no-erasures
"$program" --dir store restore monday.backup --checkpoint newest --no-erasures >said 2>&1
fails 9 'log in again' as guard1 ledger verify
for who in guard1 guard2; do log_in "$who"; done
as guard1 ledger verify >said 2>&1
start_server "$port"
# The certificate that was renewed in the gap is unknown now; two people renew it again.
fails 9 'belongs to no press' "$press" run --home mill --out printed --once
as guard1 propose press-renew mill --reason 'the last renewal was lost with the store' >said
proposal=$(sed -n 's/^Proposal \([0-9]*\)\..*/\1/p' said)
as guard2 decide "$proposal" >said
"$press" renew --home mill >said
"$press" receipts --home mill >said
grep -q '^6 receipt(s) sent again and taken, 0 not taken' said
"$press" run --home mill --out printed --once >said 2>&1
as guard1 incident open --holder press:mill --from 2020-01-01 >said
as guard1 --json incident exposure INC-1 | grep -q '"certain":6'
echo 'a press over TLS: printed, renewed, accounted for, told by mail, restored'
