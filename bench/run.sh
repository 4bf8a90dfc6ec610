#!/usr/bin/env bash
# Every measurement, one after the other.
set -euo pipefail
exec "$(dirname "$0")/bundle.sh" "$@"
