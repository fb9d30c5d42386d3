#!/bin/bash
# Clean copies of the whole corpus, looked at by programs of another make. Usage: clean.sh TIPSTAFF
set -u
here=$(realpath "$(dirname "$0")")
shared=${TIPSTAFF_SHARED:-$here/../../../shared}
if [[ ! -e $shared/corpus/files.tsv ]]; then
  echo 'skipped: no shared data'
  [[ ${CI:-} == true ]] && exit 1
  exit 77
fi
exec /usr/bin/python3 "$here/clean.py" "$1" "$shared"
