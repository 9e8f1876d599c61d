#!/usr/bin/env bash
# ./run bench: run.sh PROGRAM FOLDER [option...]. Builds the measuring programs beside the program,
# then measures. Everything that is written lies below FOLDER.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$1
folder=$2
build=$(dirname "$program")
for option in "${@:3}"; do
  if [[ $option == --help || $option == -h ]]; then
    exec /usr/bin/python3 -B "$here/bench.py" --help
  fi
done
cmake --build "$build" --parallel "${LEVYBRIDGE_JOBS:-$(nproc)}" \
  --target levybridge_bench_tools >&2
export LEVYBRIDGE_BINARY=$program PYTHONIOENCODING=utf-8
exec /usr/bin/python3 -B "$here/bench.py" --folder "$folder" "${@:3}"
