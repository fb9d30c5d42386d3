#!/bin/bash
# The leaks of docs/cases.md, made anew by other programs: the check says of each what the document prints, and of the first what README.md
# and docs/check.md print. Usage: cases.sh TIPSTAFF DOCS
set -eu -o pipefail
program=$(realpath "$1")
docs=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d "${TMPDIR:-/tmp}/tipstaff-e2e-XXXXXX")
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 -c 'import openpyxl, reportlab' 2>/dev/null || { echo 'skipped: openpyxl and reportlab are not installed'; exit 77; }
"$here/cases.py" "$work"
cd "$work"
cases=0
holds() { awk 'NR == 1 || !/^  / { print; on = 0; next } /^  (hold|clean copy)/ { print; on = 1; next } /^  [a-z]/ { on = 0 } on'; }
check_case() { # COMMAND LINES: the answer's holds, and what it says of clean copies, are the document's
  local said got=0
  said=$(eval "${1/tipstaff/\"\$program\"}" 2>/dev/null) || got=$?
  [ "$got" = 1 ] || { echo "«$1» ended with $got instead of 1"; exit 1; }
  diff <(printf '%s' "$2" | grep -v '^tipstaff: ' | holds) <(printf '%s\n' "$said" | holds) || { echo "«$1» says something else"; exit 1; }
  cases=$((cases + 1))
}
read_cases() { # FILE WHICH
  local line command= lines=
  while IFS= read -r line; do
    case $line in
      '    $ '*) command=${line#'    $ '} command=${command#build/} lines= ;;
      '    '*) lines+=${line#'    '}$'\n' ;;
      *)
        # shellcheck disable=SC2053
        [[ $command != $2 ]] || check_case "$command" "$lines"
        command= ;;
    esac
  done < <(cat "$1"; echo)
}
read_cases "$docs/cases.md" 'tipstaff *'
[ "$cases" = 8 ] || { echo "$cases cases instead of 8"; exit 1; }
read_cases "$docs/../README.md" 'tipstaff check answer.xlsx*'
read_cases "$docs/check.md" 'tipstaff check answer.xlsx*'
[ "$cases" = 10 ] || { echo "README.md and check.md do not show the first case"; exit 1; }
echo "$cases leaks, each caught as docs/cases.md says"
