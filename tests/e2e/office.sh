# What stories over the programs share; sourced, with $program and $press set: a folder of their own, an office with a keeper,
# and words for telling. init_with: further words for init, as an array.
work=$(mktemp -d "${TMPDIR:-/tmp}/tipstaff-e2e-XXXXXX")
server=
clean_up() {
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$work"
}
trap clean_up EXIT
exec 3>&1  # a command's own output may go elsewhere when it fails
trap 'echo "FAILED at line $LINENO" >&3; head -5 said >&3 2>/dev/null' ERR
cd "$work"
umask 077
export TIPSTAFF_DIR=$work/store TIPSTAFF_PASSPHRASE_FILE=$work/passphrase
unset TIPSTAFF_TOKEN
echo 'seven lanterns on the harbour wall' >passphrase

fails() { # CODE WORDS COMMAND…
  local code=$1 words=$2 got=0
  shift 2
  "$@" >said 2>&1 || got=$?
  [ "$got" = "$code" ] || { echo "«$*» ended with $got instead of $code"; return 1; }
  grep -qF -- "$words" said || { echo "«$*» does not say «$words»"; return 1; }
}
as() { # PRINCIPAL COMMAND…
  local who=$1
  shift
  TIPSTAFF_TOKEN=$(cat "token-$who") "$program" "$@"
}
until_said() { # WORDS FILE PROCESS
  for _ in $(seq 600); do grep -q -- "$1" "$2" && return; kill -0 "$3"; sleep 0.1; done
  return 1
}
stop() { # PROCESS
  kill "$1"
  wait "$1" 2>/dev/null || true
}
start_server() { # [PORT]
  : >served
  TIPSTAFF_PASSPHRASE_FILE=$work/passphrase TIPSTAFF_TOKEN=$(cat token-guard1) "$program" serve --port "${1:-0}" --name 127.0.0.1 >served 2>&1 &
  server=$!
  until_said 'Stop with' served "$server"
}
stop_server() {
  stop "$server"
  server=
}

# An office: a keeper and six people.
"$program" --json init store --force 'Northmoor Constabulary' ${init_with+"${init_with[@]}"} >made
sed 's/.*"token":"\([^"]*\)".*/\1/' made >token-keeper
hire() { # NAME ROLE…
  local name=$1 roles=() code
  shift
  for role in "$@"; do roles+=(--role "$role"); done
  code=$(as keeper principal add "$name" "${roles[@]}" | grep -oE '[A-Za-z0-9_-]{40,}' | head -1)
  echo 'a secret of some length' | "$program" enrol -- "$code" 2>/dev/null | grep -oE '[A-Za-z0-9_-]{40,}' | head -1 >"token-$name"
}
log_in() { # NAME
  echo 'a secret of some length' | "$program" login "$1" 2>/dev/null | grep -oE '[A-Za-z0-9_-]{40,}' | head -1 >"token-$1"
}
