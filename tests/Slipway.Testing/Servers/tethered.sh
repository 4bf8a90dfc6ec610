#!/usr/bin/env bash
# usage: tethered.sh LOG PROGRAM [ARGUMENT...]
# Runs a program until standard input ends, which it does with whoever started this, or until the program ends by itself.
set -euo pipefail

exec 3<&0 >>"$1" 2>&1
setpriv --pdeathsig KILL "${@:2}" </dev/null 3<&- &
{ read -r <&3 || true; } &
wait -n || true
kill -KILL %1 || true
