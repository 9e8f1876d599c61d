#!/usr/bin/env bash
# proto_style.sh ROOT: proto/ passes buf's lint. Ends with 77, which ctest shows as skipped, where
# buf is not installed.
set -euo pipefail
cd "$1"
export PATH=$PATH:$1/build/tools/node_modules/.bin
if ! command -v buf >/dev/null; then
  echo 'SKIPPED: 没有 buf / buf is not installed'
  exit 77
fi
buf lint proto
