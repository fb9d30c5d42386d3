#!/bin/bash
# Every source as .clang-format has it. tests/formatted.sh --write mends what is not ('make format').
set -eu -o pipefail
cd "$(dirname "$0")/.."
command -v clang-format > /dev/null || { echo "clang-format is not installed"; exit 77; }
how=(--dry-run -Werror --ferror-limit=1)
[[ ${1:-} != --write ]] || how=(-i)
find src tests benchmarks \( -name node_modules -o -name data \) -prune -o \( -name '*.cc' -o -name '*.h' \) -print0 |
  xargs -0 -n 40 -P "$(nproc)" clang-format "${how[@]}" || { echo "make format mends these files"; exit 1; }
echo "every source is formatted"
