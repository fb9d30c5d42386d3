# What stories that count their checks share; sourced, with $program set, in a folder of their own.
failures=0
checks=0
wrong() {
  echo "FAILED: $1"
  sed 's/^/    /' said 2>/dev/null | head -12
  failures=$((failures + 1))
}
# expect CODE WORDS COMMAND…
expect() {
  local code=$1 words=$2 got
  shift 2
  checks=$((checks + 1))
  "$@" >said 2>&1 </dev/null
  got=$?
  [[ $got == "$code" ]] || wrong "«$*» ended with $got instead of $code"
  grep -qF -- "$words" said || wrong "«$*» does not say «$words»"
}
as() { # NAME COMMAND…
  local name=$1
  shift
  TIPSTAFF_TOKEN=$(cat "token-$name") "$program" "$@"
}
