#!/bin/bash
# `tipstaff check --web` through the program, with curl as any other program would: a held file and its clean copy, many at once, refusals,
# TLS, and that nothing of a file is left on the disk or said. Usage: check_web.sh TIPSTAFF
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/tipstaff-web-XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset TIPSTAFF_DIR
failures=0
callers=()
checks=0
holds() { # WHAT COMMAND…
  local what=$1
  shift
  checks=$((checks + 1))
  "$@" && return
  echo "FAILED: $what"
  failures=$((failures + 1))
}
refused() { # CODE WORDS ARGUMENTS…
  local code=$1 words=$2
  shift 2
  checks=$((checks + 1))
  "$program" check --web "$@" > said 2>&1
  local got=$?
  [[ $got == "$code" ]] && grep -qF -- "$words" said && return
  echo "FAILED ($got, not $code, or without ‘$words’): check --web $*"
  cat said
  failures=$((failures + 1))
}
starts() { # ARGUMENTS…: the address comes to be in $url
  mkdir -p desk/tmp
  rm -f served
  (cd desk && exec env TMPDIR="$work/desk/tmp" "$program" check --web --listen 127.0.0.1:0 "$@") > served 2>&1 &
  server=$!
  for _ in $(seq 100); do
    url=$(grep -o 'https\?://[^ ]*/' served) && return
    sleep 0.1
  done
  echo "the server did not start"; cat served; exit 1
}
stops() {
  kill "$server"
  wait "$server"
  local got=$?
  server=
  return $got
}
ticket() { # FILE [MORE]
  curl -s --cacert cert.pem -H 'Content-Type: application/json' -d "{\"name\":\"$(basename "$1")\",\"size\":$(stat -c %s "$1")${2:-}}" "${url}tickets" | grep -o '[0-9a-f]\{32\}'
}
check() { # FILE [MORE]: waits for its turn as the page does
  local id
  id=$(ticket "$1" "${2:-}") || return 1
  until [[ $(curl -s --cacert cert.pem "${url}tickets/$id") == '{"place":0}' ]]; do sleep 0.2; done
  curl -s --cacert cert.pem -T "$1" "${url}tickets/$id"
}

printf 'rank,unit\nConstable,North\n' > Inventedfilename.csv
printf 'surname,initials,ni number\n' > register.csv
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do printf 'Inventedsurname,A,AB 12 34 56 C\n' >> register.csv; done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null
openssl genpkey -algorithm ED25519 -out other.pem

refused 2 'is no address to listen on' --listen nowhere
refused 2 'the browser’s matter' register.csv
refused 2 'who is on the roll' --roll store
refused 2 'go together' --certificate cert.pem
refused 4 'give --certificate and --key' --listen 0.0.0.0:0
refused 4 'give --certificate and --key' --listen '[::]:0'
refused 6 'are not a certificate and its key' --listen 127.0.0.1:0 --certificate cert.pem --key other.pem
refused 5 'nowhere' --policy nowhere
refused 8 'cannot listen' --listen 192.0.2.1:1 --certificate cert.pem --key key.pem

starts --at-once 1
holds 'the page' grep -q 'Drop files here' <(curl -s "$url")
check register.csv ',"clean":true' > answer
holds 'a register is held' grep -q '"rule":"register-visible","severity":"hold"' answer
holds 'its copy is refused' grep -q '"refused":' answer
holds 'nothing of it is told' bash -c '! grep -q Inventedsurname answer'
check Inventedfilename.csv ',"clean":true' > answer
holds 'a plain file passes' grep -q '"verdict":"pass"' answer
holds 'its clean copy comes with the answer' grep -q '^Constable,North' answer

# Twelve at once through one place under check: each is told its place, and each is answered.
for i in $(seq 12); do check register.csv > "answer$i" & callers+=($!); done
wait "${callers[@]}"
holds 'each of twelve is answered' test "$(grep -l '"verdict":"hold"' answer[0-9]* | wc -l)" = 12

# A slow sender that is killed in its upload.
id=$(ticket register.csv)
(printf 'PUT /tickets/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nab' "$id"; sleep 0.2) > /dev/tcp/127.0.0.1/"$(grep -o '[0-9]*/$' <<< "$url" | tr -d /)"
for _ in $(seq 50); do [[ $(curl -s -o /dev/null -w '%{http_code}' "${url}tickets/$id") == 404 ]] && break; sleep 0.1; done
holds 'a broken upload frees its place' test "$(curl -s -o /dev/null -w '%{http_code}' "${url}tickets/$id")" = 404

status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
holds 'another name is refused' test "$(status -H 'Host: evil.example' "$url")" = 421
holds 'another site is refused' test "$(status -H 'Origin: https://evil.example' -H 'Content-Type: application/json' -d '{}' "${url}tickets")" = 403
holds 'a form of another site is refused' test "$(status -d 'name=x' "${url}tickets")" = 415
holds 'no answer is open to other sites' bash -c "! curl -si -X OPTIONS '${url}tickets' | grep -qi access-control"
holds 'a wrong method is refused' test "$(status -X PATCH "$url")" = 405
# What bears the readers stays, and ends with the server; no reader does.
nursery=$(pgrep -P "$server")
holds 'no child is left but the nursery, and it has none' bash -c "for _ in \$(seq 50); do [[ \$(pgrep -cP $server) -le 1 ]] && ! pgrep -P $nursery > /dev/null && exit 0; sleep 0.1; done; exit 1"
holds 'no file is open for writing' bash -c "! find /proc/$server/fd -type l -lname '$work/desk/*' | grep -q ."
holds 'it stops when it is told' stops
holds 'the nursery is gone with it' bash -c "for _ in \$(seq 50); do kill -0 $nursery 2>/dev/null || exit 0; sleep 0.1; done; exit 1"
holds 'nothing is on the disk' test -z "$(find desk -type f)"
holds 'it says where it is and no more' test "$(wc -l < served)" = 1
holds 'names and contents are not said' bash -c '! grep -qi invented served'

starts --certificate "$work/cert.pem" --key "$work/key.pem" --name foi.example
holds 'with a certificate it speaks TLS, under its name' grep -q '^https://foi.example:' <<< "$url"
url=${url/foi.example/127.0.0.1}
holds 'and has the name that it was given' test "$(curl -s -o /dev/null -w '%{http_code}' -k -H 'Host: foi.example' "$url")" = 200
check register.csv > answer
holds 'and checks files' grep -q '"verdict":"hold"' answer
holds 'it speaks no older TLS' bash -c "! curl -sk --tls-max 1.2 '$url' > /dev/null"
holds 'it stops again' stops

[ "$failures" = 0 ] || { echo "$failures of $checks failed"; exit 1; }
echo "$checks checks"
