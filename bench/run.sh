#!/usr/bin/env bash
# Every measurement, one after the other.
set -euo pipefail
folder=$(dirname "$0")
"$folder/bundle.sh"
"$folder/traffic.sh"
"$folder/device.sh"
"$folder/s3.sh"
