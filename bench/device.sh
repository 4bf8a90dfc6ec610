#!/usr/bin/env bash
# What an update costs a device, against the pipeline that people write by hand: openssl, zstd | tar, sha256sum, sync, ln, mv.
#
#   bench/device.sh [FOLDER] [RUNS]
#
# FOLDER holds the workloads of bench/workload.sh, and gets them where they are missing; without one, a temporary folder does. SLIPWAY_AGENT names the
# agent; without it, the one in artifacts/agents/ is measured, which is compiled ahead of time and built where it is missing.
#
# Ours is `slipway-agent update --no-restart` from v1 to v2, from a folder: the whole of it, from reading metadata to removing what is not needed any more.
# Theirs gets the same payload for nothing, and a signed list of digests too; it flushes one file system and not all of them. Both take turns, with the
# payload in the page cache, each into a folder of its own: to remove thousands of files right before would make the next run slow. As root they have a
# fresh ext4 of their own, in a file. Medians of wall time (by the clock) and CPU time, and of the peak memory of the largest process, in MB of 10^6
# bytes. Of the ratios only those of one run count.
set -euo pipefail
export LC_ALL=C.UTF-8 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

root=$(cd "$(dirname "$0")/.." && pwd)
runs=${2:-5}
scratch=$(mktemp -d)
disk=
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  unmount_disk
  rm -rf "$scratch"
}
unmount_disk() {
  [ -z "$disk" ] || umount "$disk"
  disk=
  rm -f "$scratch/disk.img"
}
trap cleanup EXIT

for tool in tar zstd sha256sum openssl curl awk /usr/bin/time; do
  command -v "$tool" > /dev/null || { echo "bench: $tool is missing" >&2; exit 2; }
done

workloads=${1:-$scratch/workloads}
"$root/bench/workload.sh" "$workloads" >&2
workloads=$(cd "$workloads" && pwd)

slipway=$root/artifacts/bin/Slipway.Cli/release/slipway
[ -x "$slipway" ] || dotnet build -c Release -v quiet "$root/src/Slipway.Cli" >&2
agent=${SLIPWAY_AGENT:-$root/artifacts/agents/linux-x64/slipway-agent}
[ -x "$agent" ] || dotnet msbuild "$root/build/Slipway.Build.proj" -t:Agent -v:q -nologo >&2

# NAME OF THE MEASUREMENT, then the command
timed() {
  local name=$1 before=$EPOCHREALTIME
  shift
  /usr/bin/time -q -a -o "$scratch/$name.times" -f '%U %S %M' "$@" > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
  awk -v before="$before" -v after="$EPOCHREALTIME" 'BEGIN { printf "%.4f\n", after - before }' >> "$scratch/$name.clock"
}

forget() { rm -f "$scratch/$1.times" "$scratch/$1.clock"; }

median_of() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# Columns of a .times file: user, system, KiB.
median() {
  case $2 in
    wall) median_of < "$scratch/$1.clock" ;;
    cpu) awk '{ print $1 + $2 }' "$scratch/$1.times" | median_of ;;
    memory) awk '{ print $3 * 1024 / 1e6 }' "$scratch/$1.times" | median_of ;;
  esac
}

# A file system on which nothing was ever removed. Others than root use the one at hand, and remove nothing before the end.
mount_disk() {
  disk=$scratch/disk
  mkdir -p "$disk"
  truncate -s 6G "$scratch/disk.img"
  if ! { [ "$(id -u)" = 0 ] && mkfs.ext4 -q -i 8192 -E lazy_itable_init=0,lazy_journal_init=0 "$scratch/disk.img" && mount -o loop "$scratch/disk.img" "$disk"; } 2> "$scratch/log"; then
    echo "no file system of its own: $(tail -n 1 "$scratch/log")" >&2
    disk=
  fi
  devices=${disk:-$scratch/devices}
  mkdir -p "$devices"
}

# NAME FOLDER VERSION: a release, published in the repository of that name
publish() {
  local home=$scratch/$1
  if [ ! -d "$home" ]; then
    mkdir -p "$home"
    (cd "$home" && "$slipway" init --product bench --org acme --store repository) > "$scratch/log" 2>&1
  fi
  (
    cd "$home"
    "$slipway" bundle "$2" --product bench --version "$3" --rid linux-x64 --key file:keys/builder.pem --output "bundle-$3"
    "$slipway" publish "bundle-$3" --channel canary
  ) > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
}

# FOLDER REPOSITORY-ADDRESS ANCHOR SERVICE
make_device() {
  mkdir -p "$1"
  cp "$3" "$1/trust_anchor.json"
  echo canary > "$1/channel"
  cat > "$1/device.json" << JSON
{"format":"slipway-device/1","product":"bench","organization":"acme","rid":"linux-x64","device_id":"bench","repositories":["$2"],"service":$4}
JSON
}

copy_device() {
  mkdir -p "$2"
  cp -a "$1"/* "$2"
  # A copy with the files of v1 behind other names: update does not look at them.
  rm -rf "$2/versions"
  cp -al "$1/versions" "$2/versions"
}

# FOLDER PAYLOAD LIST: the list's signature and the key lie beside it
install_theirs() {
  mkdir -p "$1/v2"
  openssl pkeyutl -verify -pubin -inkey "$3.key" -rawin -in "$3" -sigfile "$3.sig"
  zstd -q -d -c "$2" | tar -x -C "$1/v2" --no-same-owner
  (cd "$1/v2" && sha256sum -c --quiet "$3")
  sync -f "$1"
  ln -s v2 "$1/current.new"
  mv -T "$1/current.new" "$1/current"
}
export -f install_theirs

# FOLDER LIST
sign_list() {
  (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum) > "$2"
  openssl genpkey -algorithm ed25519 -out "$scratch/list.pem"
  openssl pkey -in "$scratch/list.pem" -pubout -out "$2.key"
  openssl pkeyutl -sign -inkey "$scratch/list.pem" -rawin -in "$2" -out "$2.sig"
}

measure_install() {
  local name=$1 target=$2 home=$scratch/$1 i
  mount_disk
  publish "$name" "$workloads/$name/v1" 1.0.1
  make_device "$devices/$name-template" "file://$home/repository/acme/bench/" "$home/trust_anchor.json" '{"kind":"none"}'
  "$agent" update --no-restart --base-dir "$devices/$name-template" > /dev/null
  publish "$name" "$workloads/$name/v2" 1.0.2
  sign_list "$workloads/$name/v2" "$scratch/$name.sums"
  for ((i = 0; i <= runs; i++)); do
    copy_device "$devices/$name-template" "$devices/$name-ours-$i"
  done

  cat "$home/bundle-1.0.2/payload.tar.zst" > /dev/null
  sync
  for ((i = 0; i <= runs; i++)); do
    timed "$name-theirs" bash -o pipefail -ec "install_theirs $devices/$name-theirs-$i $home/bundle-1.0.2/payload.tar.zst $scratch/$name.sums"
    timed "$name-ours" "$agent" update --no-restart --base-dir "$devices/$name-ours-$i"
    [ "$i" -gt 0 ] || { forget "$name-theirs"; forget "$name-ours"; }
  done

  printf '%-30s %8s %8s %8s\n' "$name: $(wc -l < "$scratch/$name.sums") files" wall_s cpu_s peak_MB
  printf '%-30s %8.3f %8.2f %8.1f\n' "openssl+zstd|tar+sums+sync+mv" "$(median "$name-theirs" wall)" "$(median "$name-theirs" cpu)" "$(median "$name-theirs" memory)"
  printf '%-30s %8.3f %8.2f %8.1f\n' "slipway-agent update" "$(median "$name-ours" wall)" "$(median "$name-ours" cpu)" "$(median "$name-ours" memory)"
  awk -v ours="$(median "$name-ours" wall)" -v theirs="$(median "$name-theirs" wall)" -v memory="$(median "$name-ours" memory)" -v target="$target" \
    'BEGIN { printf "ratio of wall time: %.2f (target: at most %s); peak memory: %.1f MB (target: under 32)\n\n", ours / theirs, target, memory }'
  measure_switch "$name"
  unmount_disk
}

# What moves the links, as the system sees it.
measure_switch() {
  command -v strace > /dev/null || return 0
  copy_device "$devices/$1-template" "$devices/$1-switch"
  strace -f -q -T -e trace=rename,renameat,renameat2 -o "$scratch/renames" "$agent" update --no-restart --base-dir "$devices/$1-switch" > "$scratch/log" 2>&1
  awk -F '[<>]' '/\/(current|previous)"/ { n++; us += $(NF - 1) * 1e6 } END { printf "switch: %d renames, %.0f us under strace\n\n", n, us }' "$scratch/renames"
}

# What a check without news costs the device whose process it is; the server runs on the same machine.
measure_check() {
  local home=$scratch/app device=$scratch/check i
  "$slipway" serve --port 0 --folder "$home/repository" > "$scratch/served" &
  server=$!
  for ((i = 0; i < 100; i++)); do
    [ -s "$scratch/served" ] && break
    sleep 0.1
  done

  make_device "$device" "$(awk '{ print $1; exit }' "$scratch/served")acme/bench/" "$home/trust_anchor.json" '{"kind":"none"}'
  "$agent" update --no-restart --base-dir "$device" > /dev/null
  for ((i = 0; i < 4 * runs + 2; i++)); do
    timed check "$agent" update --base-dir "$device"
    [ "$i" -gt 1 ] || forget check
  done

  kill "$server"
  wait "$server" 2> /dev/null || true
  server=
  awk -v wall="$(median check wall)" -v memory="$(median check memory)" \
    'BEGIN { printf "check without news: %.1f ms (target: under 40), peak memory: %.1f MB (target: under 20)\n", wall * 1000, memory }'
}

# A release that does not start is a verdict at once. From the end of its start to the beginning of the other's is the way back.
measure_rollback() {
  local home=$scratch/rollback i device
  # shellcheck disable=SC2016 # The agent's variables are for the shell that it starts.
  local start='test $SLIPWAY_VERSION = 1.0.1 && date +%s%N >> back || { date +%s%N >> verdict; false; }'
  mkdir -p "$scratch/one" "$scratch/other"
  echo 1 > "$scratch/one/file"
  echo 2 > "$scratch/other/file"
  publish rollback "$scratch/one" 1.0.1
  make_device "$scratch/rollback-template" "file://$home/repository/acme/bench/" "$home/trust_anchor.json" "{\"kind\":\"command\",\"start\":\"$start\",\"stop\":\"true\"}"
  "$agent" update --no-restart --base-dir "$scratch/rollback-template" > /dev/null
  publish rollback "$scratch/other" 1.0.2
  for ((i = 0; i < runs; i++)); do
    device=$scratch/rollback-$i
    copy_device "$scratch/rollback-template" "$device"
    "$agent" update --base-dir "$device" > "$scratch/log" 2>&1 || true
    grep -q SLP4007 "$scratch/log" || { cat "$scratch/log" >&2; exit 1; }
    find "$device" \( -name verdict -o -name back \) -exec tail -qn 1 {} + | sort -n | awk 'NR == 1 { first = $1 } END { print ($1 - first) / 1e6 }' >> "$scratch/rollback.clock"
  done

  awk -v wall="$(median_of < "$scratch/rollback.clock")" 'BEGIN { printf "rollback, from verdict to the start of the service before: %.1f ms (target: under 100)\n", wall }'
}

measure_install app 0.60
measure_install small 0.80
measure_check
measure_rollback
