#!/bin/bash
# The site check through the program: the answer first, exit codes, what was typed, the policy, every format, signed records, saved pages,
# damaged archives, and the ledger of a store. Usage: site.sh TIPSTAFF DOCS
set -u
program=$(realpath "$1")
docs=$(realpath "$2")
. "$(dirname "$0")/counting.sh"
lacks() { # WORDS: of what was said last
  checks=$((checks + 1))
  grep -qF -- "$1" said && wrong "‘$1’ was said"
}

# har PAGE TITLE REQUEST… : an archive of one page and requests as "METHOD URL [BODY]"
har() {
  local page=$1 title=$2 each method url body entries
  shift 2
  entries="{\"pageref\":\"p\",\"_resourceType\":\"document\",\"startedDateTime\":\"2026-11-22T10:00:00Z\",\"request\":{\"method\":\"GET\",\"url\":\"$page\",\"headers\":[]},\"response\":{\"status\":200,\"content\":{\"mimeType\":\"text/html\"}}}"
  for each in "$@"; do
    read -r method url body <<< "$each"
    entries+=",{\"pageref\":\"p\",\"_resourceType\":\"image\",\"startedDateTime\":\"2026-11-22T10:00:01Z\",\"request\":{\"method\":\"$method\",\"url\":\"$url\",\"headers\":[{\"name\":\"Content-Type\",\"value\":\"text/plain\"}]"
    [[ -n $body ]] && entries+=",\"postData\":{\"mimeType\":\"text/plain\",\"text\":\"$body\"}"
    entries+="},\"response\":{\"status\":200,\"content\":{\"mimeType\":\"image/gif\"}}}"
  done
  printf '{"log":{"version":"1.2","creator":{"name":"by hand","version":"1"},"pages":[{"id":"p","title":"%s"}],"entries":[%s]}}' "$title" "$entries"
}

rape=https://www.northmoor.example/report/rape
pixel="GET https://www.facebook.com/tr?id=1&ev=SubscribedButtonClick&dl=https%3A%2F%2Fwww.northmoor.example%2Freport%2Frape&cd%5BbuttonText%5D=Report%20rape"
har $rape 'Report it' "$pixel" > pixel.har
har $rape 'Report it' 'GET https://static.northmoor.example/logo.png' 'GET https://fonts.gstatic.com/s/a.woff2' > clean.har
har https://www.northmoor.example/news 'News' 'GET https://www.googletagmanager.com/gtm.js?id=GTM-ABC1234' > manager.har
hash=$(printf 'a.person@example.org' | sha256sum | cut -d' ' -f1)
har https://www.northmoor.example/contact 'Contact' "POST https://fonts.gstatic.com/x {\\\"u\\\":\\\"$hash\\\"}" > typed.har
head -c 300 pixel.har > cut.har
sed 's/"_resourceType":"image"/"_resourceType":"script"/' manager.har | sed 's|www.northmoor.example/news|www.northmoor.example/report/rape|' > code.har

# The answer is the first line.
expect 1 'HOLD: on /report/rape the button text ‘Report rape’ went to Facebook (Meta).' "$program" site check pixel.har
[[ $("$program" site check pixel.har 2> errors | head -1) == 'HOLD: on /report/rape'* ]] || wrong 'the answer is not first'
expect 1 'Content-Security-Policy: default-src' "$program" site check pixel.har
expect 0 'PASS: nothing that the policy forbids' "$program" site check clean.har
expect 3 'UNKNOWN: on /news Google Tag Manager can load any tag' "$program" site check manager.har
expect 3 'The archive is cut short' "$program" site check cut.har
expect 1 'HOLD' "$program" site check clean.har manager.har pixel.har
expect 3 'neither an HTTP archive nor a web page' "$program" site check "$docs/../LICENSE"
expect 5 'nowhere.har' "$program" site check nowhere.har
expect 2 'name what to check' "$program" site check

# What was typed: as a hash, in a body; without it the page is clean; it is not repeated.
expect 0 'PASS' "$program" site check typed.har
expect 1 'what was typed (value 1) went to Google, as SHA-256' "$program" site check typed.har --look-for a.person@example.org
lacks 'a.person@'
printf 'mail\tA.Person@example.org\n' > canaries
expect 1 'what was typed (mail) went to Google' "$program" site check typed.har --look-for-file canaries
expect 0 'PASS' "$program" site check typed.har --look-for somebody.else@example.org
expect 2 'fewer than 4' "$program" site check typed.har --look-for abc

# The policy.
printf 'tipstaff site policy: 1\ntitle: Northmoor\npages:\n  - {path: /report/**, is: ordinary}\nallow:\n  - {to: Facebook (Meta), data: everything, on: ordinary, because: a test of the policy}\n' > allow.yaml
expect 0 'a test of the policy' "$program" site check pixel.har --policy allow.yaml
expect 3 'UNKNOWN' "$program" site check manager.har --policy allow.yaml
printf 'tipstaff site policy: 1\nalow: []\n' > bad.yaml
expect 10 'line 2, column 1: there is no word ‘alow’' "$program" site check pixel.har --policy bad.yaml
sed -n '/^    tipstaff site policy: 1/,/^$/s/^    //p' "$docs/formats/site-policy.md" > documented.yaml
expect 1 'Northmoor Constabulary, SHA-256' "$program" site check pixel.har --policy documented.yaml

# Formats are what they say they are.
for format in json sarif; do
  "$program" site check pixel.har --format $format 2> errors | python3 -c 'import json, sys; json.load(sys.stdin)' || wrong "$format"
done
"$program" site check pixel.har manager.har --format junit 2> errors | python3 -c 'import sys, xml.etree.ElementTree as e; t = e.fromstring(sys.stdin.buffer.read()); assert (t.get("tests"), t.get("failures"), t.get("errors")) == ("2", "1", "1"), t.attrib' || wrong 'junit'
expect 1 '"sentence":"HOLD: on /report/rape' "$program" site check pixel.har --format json
expect 1 '<span class="verdict hold">' "$program" site check pixel.har --format html
lacks '<script'
expect 0 'offence-told' "$program" site check --rules

# A record that proves itself.
expect 0 'northmoor.example/site-check+' "$program" site key key --name northmoor.example/site-check
vkey=$(head -1 said)
expect 1 'HOLD' "$program" site check pixel.har --record record.csv --key key
expect 0 'verdict hold' "$program" site verify record.csv --vkey "$vkey"
expect 4 'record.csv' "$program" site check pixel.har --record record.csv --key key
sed -i 's/Facebook/Nobody/' record.csv
expect 6 'another record' "$program" site verify record.csv --vkey "$vkey"
expect 2 'together' "$program" site check pixel.har --record other.csv

# Saved pages.
mkdir -p pages/report
printf '<title>Rape</title><script>fbq("init","278166232544171")</script>' > pages/report/rape.html
printf '<title>Home</title><p>Words</p><img src="logo.png">' > pages/index.html
expect 1 'HOLD: on /report/rape.html' "$program" site check pages --address https://www.northmoor.example/
expect 1 '1 scripts and none was run' "$program" site check pages
expect 0 'Nothing was run' "$program" site check pages/index.html

# With a store the verdict is in its ledger.
echo 'seven lanterns on the harbour wall' > passphrase
export TIPSTAFF_PASSPHRASE_FILE=$work/passphrase
"$program" --json init store --force 'Northmoor Constabulary' --role keeper --role registrar > made 2> errors || { echo 'FAILED: init'; exit 1; }
TIPSTAFF_TOKEN=$(sed 's/.*"token":"\([^"]*\)".*/\1/' made)
export TIPSTAFF_TOKEN
entries() { "$program" --dir store ledger verify 2> errors | grep -oE '[0-9]+' | head -1; }
before=$(entries)
expect 1 'HOLD' "$program" --dir store site check pixel.har
[[ $(entries) == $((before + 1)) ]] || wrong "$before entries before the check, $(entries) after"
expect 0 'are pinned in pins' "$program" site pin pins clean.har
expect 0 'PASS' "$program" --dir store site watch pins clean.har
expect 1 'serves a script, and served none before' "$program" --dir store site watch pins code.har
[[ $(entries) == $((before + 3)) ]] || wrong "$before entries before the watches, $(entries) after"
expect 8 'HOLD' env TIPSTAFF_TOKEN=guessed "$program" --dir store site check pixel.har
expect 2 'SHA-256' "$program" --dir store site enter --verdict pass --source x --record 00 --judged-by 00 --pages 1

# Through the server that has the store open: the check itself runs here, and holds no key.
"$program" --dir store serve --port 0 --name 127.0.0.1 > served 2>&1 &
server=$!
for _ in $(seq 300); do grep -q 'Stop with' served && break; sleep 0.1; done
expect 1 'HOLD' env -u TIPSTAFF_PASSPHRASE_FILE "$program" --dir store site check pixel.har
kill "$server"
wait "$server" 2> errors
server=
[[ $(entries) == $((before + 4)) ]] || wrong "$before entries before the checks, $(entries) after"

finish
