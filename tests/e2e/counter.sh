#!/bin/bash
# The command line through the socket of a running server: the same answers and exit codes, without a key in the caller's
# process; files with the caller's rights; two callers at once; a server killed in the middle. Usage: counter.sh TIPSTAFF
set -u
program=$(realpath "$1")
. "$(dirname "$0")/counting.sh"
start() { # waits until the socket is there
  : >served  # what the last server said must not be taken for this one's
  TIPSTAFF_PASSPHRASE_FILE=$work/passphrase "$program" serve --port 0 --name 127.0.0.1 "$@" >served 2>&1 &
  server=$!
  for _ in $(seq 300); do
    grep -q 'Stop with' served && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cp served said
  wrong 'serve does not start'
  exit 1
}
stop() {
  kill "-$1" "$server"
  wait "$server" 2>/dev/null
  server=
}

echo 'seven lanterns on the harbour wall' >passphrase
TIPSTAFF_PASSPHRASE_FILE=passphrase "$program" --json init store --role registrar --role keeper --role sponsor --role dpo \
  --role 'security officer' --role approver >made 2>said || { wrong 'init'; exit 1; }
TIPSTAFF_TOKEN=$(sed 's/.*"token":"\([^"]*\)".*/\1/' made)
export TIPSTAFF_TOKEN TIPSTAFF_DIR=$work/store

# Without a server a command opens the store itself, and says what that means.
expect 0 'whoever can do that holds its keys' env TIPSTAFF_PASSPHRASE_FILE=passphrase "$program" roll status

start
[ "$(stat -c %a store/socket)" = 600 ] || wrong 'the socket is not its owner’s alone'

# From here on no caller has the passphrase, so none could open a key.
expect 0 '0 serving' "$program" roll status
grep -q 'holds its keys' said && wrong 'a caller of the server opened the store'
printf 'Surname,Forenames,Rank,Warrant number\nThistle,Rowan,Constable,W410001\nHawthorn,Ash,Sergeant,W410002\n' >good.csv
expect 0 'Done.' "$program" roll import good.csv --map mapping
grep -q 'Surname = surname' mapping || wrong 'the mapping file was not written on the caller’s side'
expect 0 '2 serving' "$program" roll status
expect 0 '"serving":2' "$program" --json roll status
expect 0 'person 3' bash -c 'printf "surname = Rowan\nforenames = Ash\nwarrant_number = W410003\n" | "$0" person add --reason contractor' "$program"
expect 0 'enrols once' "$program" principal add reader --role dpo
code=$(tail -1 said)
expect 0 '' bash -c 'echo a-long-secret-of-mine | "$0" enrol -- "$1"' "$program" "$code"
reader=$(tail -1 said | sed 's/.*: //')
expect 0 '' bash -c 'echo a-long-secret-of-mine | "$0" login reader' "$program"
expect 9 'wrong' bash -c 'echo not-my-secret | "$0" login reader' "$program"
expect 0 '3 cards asked for' "$program" card request --all
expect 0 '3 requested' "$program" card list
expect 0 'Harbour Print' "$program" supplier add 'Harbour Print'
expect 0 'works once' "$program" press invite bureau-1 --supplier 'Harbour Print'
expect 0 'is open' "$program" incident open --holder 'supplier:Harbour Print' --from unknown
expect 0 'excluded' "$program" incident exposure INC-1
expect 0 'Z, counted from the discovery' "$program" incident exposure INC-1
incident=$("$program" incident list | cut -d' ' -f1)
expect 0 'Exposed, by rank' "$program" incident exposure INC-1 --by-rank
expect 0 '"ranks":{"(none on the roll)":1,"Constable":1,"Sergeant":1}' "$program" --json incident exposure INC-1 --by-rank
expect 0 'is in answer.pdf' "$program" incident exposure "$incident" --pdf answer.pdf
head -c 5 answer.pdf | grep -q '%PDF-' || wrong 'the answer was not written on the caller’s side'
expect 0 'what was written' "$program" ledger verify

# Authority is the token's, and nothing else's.
expect 9 'no such session' env TIPSTAFF_TOKEN=guessed "$program" roll status
expect 2 'TIPSTAFF_TOKEN' env -u TIPSTAFF_TOKEN "$program" roll status
expect 4 'has not the role' env TIPSTAFF_TOKEN="$reader" "$program" supplier add another
expect 4 'asked for' "$program" card approve 1
expect 0 '+' env -u TIPSTAFF_TOKEN "$program" ledger vkey

# Files are the caller's: what he cannot read the server does not read for him.
expect 5 'absent.csv' "$program" roll import absent.csv
expect 10 'the file is empty' bash -c ': >empty.csv; "$0" roll import empty.csv' "$program"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  # Another user of the machine, who may connect but reads nothing of the store.
  chmod 711 "$work" && mkdir desk && chmod 777 desk && cp "$program" desk/tipstaff
  stop TERM
  start --socket "$work/desk/socket" --group nogroup
  someone=(setpriv --reuid=65534 --regid=65534 --clear-groups env -u TIPSTAFF_DIR TIPSTAFF_SOCKET="$work/desk/socket" desk/tipstaff)
  expect 0 '3 serving' "${someone[@]}" roll status
  expect 7 'Permission denied' "${someone[@]}" roll import store/root.key
  expect 7 'Permission denied' "${someone[@]}" roll import good.csv --dry-run --map store/mapping
  expect 0 'It is a copy of everybody' "${someone[@]}" backup create desk/theirs
  [ "$(stat -c %U desk/theirs)" = nobody ] || wrong 'the backup is not its caller’s'
  expect 7 'Permission denied' "${someone[@]}" backup create store/theirs
  stop TERM
  expect 8 'no server answers' "${someone[@]}" roll status
  start
else
  echo 'skipped: a caller of another user (takes root)'
fi

# A backup of an office that is open: written by the caller's rights, and as good as any other.
expect 4 'own folder would be lost' "$program" backup create store/inside
expect 0 'It is a copy of everybody' "$program" backup create kept
expect 4 'exists; choose a new name' "$program" backup create kept
[ ! -e store/inside.part ] && [ ! -e kept.part ] && [ ! -e store/backup.store ] || wrong 'something is left of making a backup'
expect 0 'epoch 2' env -u TIPSTAFF_DIR TIPSTAFF_PASSPHRASE_FILE=passphrase "$program" --dir again restore kept --checkpoint store/checkpoint --no-erasures
expect 0 '' "$program" grant give reader --class identity --class photo --class contact --purpose 'subject access' --person 1
expect 0 'person-1.json, person-1.txt and person-1.pdf are in theirs' env TIPSTAFF_TOKEN="$reader" "$program" person export 1 --out theirs
grep -q Thistle theirs/person-1.txt || wrong 'the export was not written on the caller’s side'

# What cannot go through the server says so.
expect 4 'stop it first' env TIPSTAFF_PASSPHRASE_FILE=passphrase "$program" person erase-complete
expect 4 'stop it first' env TIPSTAFF_PASSPHRASE_FILE=passphrase "$program" serve --port 0 --name 127.0.0.1
expect 4 'not empty' env TIPSTAFF_PASSPHRASE_FILE=passphrase "$program" init store

# Many callers at once: each gets his own answer.
for i in $(seq 8); do
  printf 'Surname,Forenames,Rank,Warrant number\nBriar,Elm,Constable,W42000%d\n' "$i" >"many$i.csv"
  "$program" roll import "many$i.csv" --apply >"many$i.out" 2>&1 &
  callers="${callers:-} $!"
done
# shellcheck disable=SC2086
for caller in $callers; do
  checks=$((checks + 1))
  wait "$caller" || wrong 'one of many callers failed'
done
expect 0 '11 serving' "$program" roll status

# A caller who goes away in the middle stops nobody.
mkfifo silence
exec 9<>silence
"$program" person add --reason idle <silence >/dev/null 2>&1 &
idle=$!
sleep 0.5
kill "$idle" 2>/dev/null || wrong 'the silent caller had gone by itself'
wait "$idle" 2>/dev/null
exec 9>&-
expect 0 '11 serving' "$program" roll status

# The server killed in the middle of an import: a clear sentence, and nothing half-done.
{ printf 'Surname,Forenames,Rank,Warrant number\n'; for i in $(seq 20000); do printf 'Sorrel,Elm,Constable,W5%05d\n' "$i"; done; } >long.csv
for delay in 0.2 0.7 1.5; do
  "$program" roll import long.csv --apply >answer 2>&1 &
  caller=$!
  sleep "$delay"
  stop KILL
  wait "$caller"
  got=$?
  checks=$((checks + 1))
  cp answer said
  case $got in
    0) ;;  # it was quicker
    2) grep -q TIPSTAFF_PASSPHRASE_FILE said || wrong 'a caller without a server' ;;  # it was slower than the kill
    8) grep -q 'broke off before it answered' said || wrong 'the caller of a killed server is not told' ;;
    *) wrong "the caller of a killed server ended with $got" ;;
  esac
  start
  expect 0 'serving' "$program" roll status
  grep -qE '^(11|20011) serving' said || wrong 'half of an import is there'
done
expect 0 'what was written' "$program" ledger verify

finish
