#!/bin/bash
# tests/layers.sh SRC [PRESS_PROGRAM]: every #include "layer/…" in SRC points down, never to a layer that the file may not
# know; PRESS_PROGRAM holds no code of the roll, the store or the office.
# tests/layers.sh --self-test: shows that each rule can fail.
set -eu -o pipefail

# What each layer may include besides itself. Presses, cards and HTTP never see the roll, the store or who may do what.
declare -A may=(
  [base]=""
  [crypto]="base"
  [db]="base"
  [ledger]="base crypto db"
  [access]="base crypto db ledger"
  [custody]="base crypto db ledger access"
  [roll]="base crypto db ledger access custody"
  [press]="base crypto"
  [supplier]="base crypto db ledger access custody press"
  [card]="base crypto"
  [document]="base"
  [match]="base crypto"
  [clean]="base card document"
  [disclosure]="base crypto document match clean"
  [site]="base crypto document"
  [incident]="base crypto db ledger access custody roll press supplier card"
  [http]="base crypto press"
  [webcheck]="base crypto document match clean disclosure http"
  [office]="base crypto db ledger access custody roll press supplier card incident http document match clean disclosure site"
  [app]="base crypto db ledger access custody roll press supplier card incident http document match clean disclosure site webcheck office"
)
# Exceptions, by the beginning of the file's path: what this file may include instead.
declare -A instead=(
  [app/press_]="base crypto press http"             # the press's program
  [http/witness_routes]="base crypto press ledger"  # the witness runs beside the office, and knows tree heads only
)
foreign='tipstaff::(db|ledger|access|custody|roll|supplier|card|incident|document|match|clean|disclosure|site|webcheck|office)::'

allowed_for() { # file's path below SRC
  local prefix layer=${1%%/*}
  for prefix in "${!instead[@]}"; do
    if [[ $1 == "$prefix"* ]]; then
      echo "${instead[$prefix]}"
      return
    fi
  done
  echo "${may[$layer]}"
}

check_includes() { # SRC
  local src=$1 bad=0 file included layer target allowed count=0
  while IFS=: read -r file included; do
    file=${file#"$src"/}
    layer=${file%%/*}
    target=${included%%/*}
    count=$((count + 1))
    if [[ $target == .. ]]; then
      echo "$file: includes by a relative path; write the layer's name"
      bad=1
    elif [[ $file != */* ]]; then
      echo "$file: a file outside any layer includes $included"
      bad=1
    elif [[ -z ${may[$layer]+known} ]]; then
      echo "$file: tests/layers.sh knows no layer ‘$layer’"
      bad=1
    elif [[ -z ${may[$target]+known} ]]; then
      echo "$file: includes $included, of a layer that tests/layers.sh does not know"
      bad=1
    elif [[ $target != "$layer" ]]; then
      allowed=$(allowed_for "$file")
      if [[ " $allowed " != *" $target "* ]]; then
        echo "$file: includes $included; it may include: $layer${allowed:+ $allowed}"
        bad=1
      fi
    fi
  done < <(grep -roE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^"]+/[^"]+"' "$src" --include='*.h' --include='*.cc' |
    sed -E 's/:[^"]*"/:/; s/"$//')
  if [[ $count == 0 ]]; then
    echo "there is nothing to check in $src"
    return 1
  fi
  [[ $bad == 0 ]] && echo "$count includes, all downward"
}

check_program() { # PROGRAM
  local symbols found
  symbols=$(nm -C "$1")
  found=$(grep -oE "$foreign" <<< "$symbols" | sort -u || true)
  if ! grep 'tipstaff::press::' <<< "$symbols" > /dev/null; then
    echo "$1: no symbols to check"
    return 1
  fi
  if [[ -n $found ]]; then
    echo "$1: holds code of layers that a press must not have: ${found//$'\n'/ }"
    return 1
  fi
  echo "$(basename "$1") holds no code of the roll, the store or the office"
}

self_test() {
  folder=$(mktemp -d) # not local: the trap outlives the function
  trap 'rm -rf "$folder"' EXIT
  expect() { # pass|fail FILE INCLUDE
    rm -rf "$folder/src"
    mkdir -p "$folder/src/$(dirname "$2")"
    printf '#include "%s"\n' "$3" > "$folder/src/$2"
    local got=pass
    check_includes "$folder/src" > "$folder/said" || got=fail
    if [[ $got != "$1" ]]; then
      echo "self-test: $2 with #include \"$3\" should $1; the check said:"
      cat "$folder/said"
      exit 1
    fi
  }
  expect pass base/a.cc base/b.h
  expect pass office/a.cc roll/roll.h
  expect pass supplier/a.cc press/wire.h
  expect pass http/witness_routes.h ledger/witness.h
  expect pass app/main.cc office/office.h
  expect fail base/a.cc crypto/aead.h
  expect fail db/a.cc ledger/clerk.h
  expect fail card/a.cc roll/roll.h
  expect fail card/a.h db/db.h
  expect fail card/a.cc access/access.h
  expect fail document/a.cc roll/roll.h
  expect fail document/a.cc crypto/keystore.h
  expect fail disclosure/a.cc roll/roll.h
  expect fail match/a.cc roll/roll.h
  expect fail match/a.cc document/reader.h
  expect pass disclosure/a.cc match/index.h
  expect fail site/a.cc roll/roll.h
  expect fail http/a.cc roll/roll.h
  expect fail http/server.cc ledger/witness.h
  expect fail press/a.cc roll/roll.h
  expect fail press/a.cc ledger/detail.h
  expect fail roll/a.cc office/office.h
  expect fail supplier/a.cc roll/roll.h
  expect fail app/press_main.cc office/office.h
  expect fail newlayer/a.cc base/result.h
  expect fail base/a.cc newlayer/x.h
  expect fail base/a.cc ../roll/roll.h
  local kept=$foreign
  foreign='tipstaff::press::' # a program that has what is forbidden
  if [[ -n ${1:-} ]] && check_program "$1" > /dev/null; then
    echo "self-test: a program with forbidden code should fail"
    exit 1
  fi
  foreign=$kept
  echo "the layer check fails where it should"
}

if [[ ${1:-} == --self-test ]]; then
  self_test "${2:-}"
  exit 0
fi
check_includes "${1:?usage: layers.sh SRC [PRESS_PROGRAM]}"
[[ -z ${2:-} ]] || check_program "$2"
