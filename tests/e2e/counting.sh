# What stories that count their checks share; sourced with $program set: a folder of their own, which is removed with the server
# and the mount that $server and $mounted name, and words for telling. The last line of a story is: finish
work=$(mktemp -d "${TMPDIR:-/tmp}/tipstaff-e2e-XXXXXX")
server=
mounted=
clean_up() {
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  [ -n "$mounted" ] && umount -l "$mounted" 2>/dev/null
  rm -rf "$work"
}
trap clean_up EXIT
cd "$work" || exit 1
unset TIPSTAFF_DIR TIPSTAFF_TOKEN TIPSTAFF_SOCKET TIPSTAFF_PASSPHRASE_FILE

failures=0
checks=0
wrong() {
  echo "FAILED: $1"
  sed 's/^/    /' said 2>/dev/null | head -12
  failures=$((failures + 1))
}
# expect CODE WORDS COMMAND…: the command ends with CODE and says WORDS.
expect() {
  local code=$1 words=$2 got
  shift 2
  checks=$((checks + 1))
  "$@" >said 2>&1 </dev/null
  got=$?
  [[ $got == "$code" ]] || wrong "«$*» ended with $got instead of $code"
  [[ -z $words ]] || grep -qF -- "$words" said || wrong "«$*» does not say «$words»"
}
as() { # NAME COMMAND…
  local name=$1
  shift
  TIPSTAFF_TOKEN=$(cat "token-$name") "$program" "$@"
}
finish() {
  echo "$checks checks, $failures failed"
  [[ $failures == 0 ]]
}
