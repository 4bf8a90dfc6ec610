#!/usr/bin/env bash
# Packing and signing, against the pipeline that people write by hand: tar | zstd, sha256sum, openssl.
#
#   bench/bundle.sh [FOLDER] [RUNS]
#
# FOLDER is what is packed; without one, a self-contained ASP.NET application (some 335 files, 110 MB) is published first.
# Both sides take turns, on the same files in the page cache, at the same compression level. One row per side: median of wall time in
# seconds, CPU time in seconds, peak memory in MB (of the largest process), bytes of the payload. Then the ratios, of which only those of one run count.
set -euo pipefail
export LC_ALL=C.UTF-8 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

root=$(cd "$(dirname "$0")/.." && pwd)
runs=${2:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in tar zstd sha256sum openssl /usr/bin/time; do
  command -v "$tool" > /dev/null || { echo "bench: $tool is missing" >&2; exit 2; }
done

slipway=$root/artifacts/bin/Slipway.Cli/release/slipway
[ -x "$slipway" ] || dotnet build -c Release -v quiet "$root/src/Slipway.Cli" >&2

folder=${1:-}
if [ -z "$folder" ]; then
  folder=$work/app
  dotnet new web -o "$work/source" -n EdgeApp > /dev/null
  dotnet publish "$work/source" -r linux-x64 --self-contained -o "$folder" -v quiet >&2
fi

openssl genpkey -algorithm ed25519 -out "$work/key.pem" 2> /dev/null
export folder work slipway

ours() {
  "$slipway" bundle "$folder" --product bench --version 1.0.0 --rid linux-x64 --key "file:$work/key.pem" --output "$work/bundle"
}

theirs() {
  tar -C "$folder" -cf - . | zstd -q -3 -T0 -f -o "$work/payload"
  (cd "$folder" && find . -type f -print0 | sort -z | xargs -0 sha256sum) > "$work/sums"
  sha256sum "$work/payload" >> "$work/sums"
  openssl pkeyutl -sign -inkey "$work/key.pem" -rawin -in "$work/sums" -out "$work/sums.sig"
}
export -f ours theirs

once() { /usr/bin/time -q -a -o "$work/$1.times" -f '%e %U %S %M' bash -o pipefail -ec "$1" > /dev/null 2> "$work/log" || { cat "$work/log" >&2; exit 1; }; }

# Columns of a .times file: wall, user, system, KB.
median() { awk -v what="$2" '{ print what == "wall" ? $1 : what == "cpu" ? $2 + $3 : $4 / 1024 }' "$work/$1.times" | sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

once ours
once theirs
rm "$work"/*.times
for ((i = 0; i < runs; i++)); do
  once theirs
  once ours
done

printf '%-22s %8s %8s %8s %12s\n' "" wall_s cpu_s peak_MB bytes
printf '%-22s %8s %8s %8.0f %12s\n' "tar|zstd+sums+openssl" "$(median theirs wall)" "$(median theirs cpu)" "$(median theirs memory)" "$(stat -c %s "$work/payload")"
printf '%-22s %8s %8s %8.0f %12s\n' "slipway bundle" "$(median ours wall)" "$(median ours cpu)" "$(median ours memory)" "$(stat -c %s "$work/bundle/payload.tar.zst")"
awk -v ours="$(median ours wall)" -v theirs="$(median theirs wall)" -v memory="$(median ours memory)" \
  'BEGIN { printf "ratio of wall time: %.2f (target: at most 0.80); peak memory: %.0f MB (target: under 120)\n", ours / theirs, memory }'
