#!/bin/bash
# The examples in docs/examples, as they stand there: a mail filter, a pipeline, a commit hook. Usage: hooks.sh TIPSTAFF DOCS
set -u
TIPSTAFF=$(realpath "$1")
examples=$(realpath "$2")/examples
export TIPSTAFF
work=$(mktemp -d "${TMPDIR:-/tmp}/tipstaff-hooks-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir scratch
export TMPDIR=$work/scratch HOME=$work
checks=0 failures=0
wrong() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}
expect() { # CODE WORDS COMMAND…
  local code=$1 words=$2 got
  shift 2
  checks=$((checks + 1))
  "$@" > said 2>&1
  got=$?
  if [[ $got != "$code" ]] || { [[ -n $words ]] && ! grep -qF -- "$words" said; }; then
    wrong "($got, not $code, or without ‘$words’): $*"
    sed 's/^/    /' said | head -5
  fi
}

printf 'rank,unit\nConstable,North\n' > plain.csv
printf 'surname,initials,ni number\n' > register.csv
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do printf 'Inventedsurname,A,AB 12 34 56 C\n' >> register.csv; done
mail() { # ATTACHMENT
  printf 'From: clerk@northmoor.example\nTo: reader@example.org\nSubject: your request\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
  printf -- '--b\nContent-Type: text/plain\n\nDear reader, the answer is attached.\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="%s"\n\n' "$1"
  cat "$1"
  printf -- '\n--b--\n'
}
printf '#!/bin/bash\necho "$@" > sent-to\ncat > sent\n' > sendmail
chmod +x sendmail
export SENDMAIL=$work/sendmail
filter() { "$examples/mail-filter" -f clerk@northmoor.example -- reader@example.org < "$1"; }
mail plain.csv > good.eml
mail register.csv > bad.eml

expect 0 '' filter good.eml
checks=$((checks + 1))
cmp -s good.eml sent && grep -q -- '-f clerk@northmoor.example -- reader@example.org' sent-to || wrong 'the mail did not go on as it was'
rm -f sent
expect 69 'rows that look like a register of people' filter bad.eml
checks=$((checks + 1))
[[ ! -e sent ]] || wrong 'a held mail went out'
grep -q Inventedsurname said && wrong 'the bounce says what is held'
TIPSTAFF=/nonexistent expect 75 '' filter good.eml
[[ ! -e sent ]] || wrong 'a mail went out without a check'
printf 'tipstaff policy 1\nregister 50\n' > policy
TIPSTAFF_POLICY=$work/policy expect 0 '' filter bad.eml
checks=$((checks + 1))
[[ -z $(ls scratch) ]] || wrong 'the filter left something behind'

mkdir public
cp plain.csv 'public/a name with blanks.csv'
expect 0 '' "$examples/ci-check" public
cp register.csv public
expect 1 '1 of 2 files hold what should not go out' "$examples/ci-check" public
checks=$((checks + 1))
grep -q '"ruleId":"register-visible"' check.sarif || wrong 'no SARIF'
mkdir nothing
expect 2 'no file' "$examples/ci-check" nothing

git init -q repository && cd repository || exit 1
git config user.email clerk@northmoor.example
git config user.name clerk
cp "$examples/pre-commit" .git/hooks/pre-commit
cp ../plain.csv answer.csv
git add answer.csv
expect 0 '' git commit -qm first
cp ../register.csv answer.csv
git add answer.csv
cp ../plain.csv answer.csv # what lies in the folder is not what would be committed
expect 1 'HOLD' git commit -qm second
git add answer.csv
expect 1 'nothing added to commit' git commit -m third

echo "$checks checks, $failures failures"
[[ $failures == 0 ]]
