#!/usr/bin/env bash
# format.sh ROOT: every C++ file of the tree is as clang-format leaves it.
set -euo pipefail
cd "$1"
git ls-files -z --cached --others --exclude-standard -- '*.cc' '*.h' |
  while IFS= read -r -d '' file; do
    if [[ -e $file ]]; then printf '%s\0' "$file"; fi
  done |
  xargs -0 -r clang-format --dry-run -Werror --style=file
