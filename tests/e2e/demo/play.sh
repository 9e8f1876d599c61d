#!/usr/bin/env bash
# Plays one month of Wuhan, March 2020, with real processes.  Usage: play.sh PROGRAM FOLDER [--once]
# 用真实进程演示武汉 2020 年 3 月：核定、征集、缴费、对账、关账。
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8
exec /usr/bin/python3 "$here/play.py" "$@"
