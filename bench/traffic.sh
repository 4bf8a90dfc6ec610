#!/usr/bin/env bash
# What a check costs a device and what a release costs its publisher, as the number of releases grows that were ever published.
#
#   bench/traffic.sh [COUNT ...]
#
# Each release is for four runtimes, and goes through canary and beta to stable; retention is the default one. There is no peer to
# measure against: what is asked for is that nothing grows once retention is full, so that the last lines compare the largest count with the others.
set -euo pipefail
export LC_ALL=C.UTF-8 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v quiet "$root/bench/Slipway.Bench" >&2
exec "$root/artifacts/bin/Slipway.Bench/release/Slipway.Bench" "$@"
