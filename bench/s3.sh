#!/usr/bin/env bash
# Releases in a bucket: the upload of a payload against the SDK alone, and what each step of a release's road costs.
#
#   bench/s3.sh [MEGABYTES] [RUNS]
#
# The server is a real one, Ceph's radosgw, in memory on this machine, or the one that SLIPWAY_TEST_S3 names (tests/README.md).
# Both sides of the upload take turns. Requests and bytes are counted between the command and the server. Only ratios of one run count.
set -euo pipefail
export LC_ALL=C.UTF-8 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

root=$(cd "$(dirname "$0")/.." && pwd)
command -v /usr/bin/time > /dev/null || { echo "bench: /usr/bin/time is missing" >&2; exit 2; }
dotnet build -c Release -v quiet "$root/src/Slipway.Cli" >&2
dotnet build -c Release -v quiet "$root/bench/Slipway.Bench.S3" >&2
exec "$root/artifacts/bin/Slipway.Bench.S3/release/Slipway.Bench.S3" "$root/artifacts/bin/Slipway.Cli/release/slipway" "$@"
