#!/bin/bash
# The demonstration tells the same story at whatever hour it is told, and its thief gets as much on a slow machine as on a fast
# one: three tellings at hours of their own, in one of which he is held up most of the time, give the same numbers.
set -eEuo pipefail
program=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/tipstaff-demo-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'echo "FAILED at line $LINENO"' ERR

tell() { # NAME AS-OF [HOLD UP]
  local name=$1 as_of=$2 teller children
  "$program" --json demo --people 120 --dir "$work/$name" --as-of "$as_of" >"$work/$name.json" 2>"$work/$name.log" &
  teller=$!
  while [ -n "${3-}" ] && kill -0 "$teller" 2>"$work/ended"; do
    children=$(cat "/proc/$teller/task/$teller/children" 2>"$work/ended" || true)
    for child in $children; do kill -STOP "$child" 2>"$work/ended" || true; done
    sleep 0.1
    for child in $children; do kill -CONT "$child" 2>"$work/ended" || true; done
    sleep 0.05
  done
  wait "$teller" || { tail -3 "$work/$name.log"; return 1; }
  # What the draw of cards made inside decides is left out: who is told in person, and the size of the ledger.
  python3 - "$work/$name.json" >"$work/$name.numbers" <<'EOF'
import json, sys
told = json.load(open(sys.argv[1]))
assert told["loot"]["outside_forecast"] == 0
assert told["loot"]["newly"] > 0 and told["exposed"]["excluded"] > 0, told
print(json.dumps({name: told[name] for name in ("people", "released", "exposed", "fields", "loot")}))
EOF
  cat "$work/$name.numbers"
}
ago() { date -u -d "$1 hours ago" +%Y-%m-%dT%H:%M:%SZ; }

tell now "$(ago 0)"
tell earlier "$(ago 7)"
tell slowly "$(ago 14)" 'hold up'
cmp "$work/now.numbers" "$work/earlier.numbers"
cmp "$work/now.numbers" "$work/slowly.numbers"

# Its answers and its ledger hold before somebody who has none of our code.
python3 "$(dirname "$0")/prove.py" "$program" "$work/now"
