#!/bin/sh
# Installs @PRODUCT@ (@ORGANIZATION@) on a @RID@ device: the update agent, whom it trusts, and when it runs.
# The product itself comes through the agent, verified. Run it as: sh install.sh [OPTION...]; sh install.sh --help lists them.
#
# Everything is in functions and the last line of text calls main: half of this file does nothing.
# The agent follows that line as @PAYLOAD_SIZE@ bytes of gzip. Made by Slipway @AGENT_VERSION@.

set -eu
umask 022

PRODUCT='@PRODUCT@'
CHANNEL='@CHANNEL@'
RID='@RID@'
SERVICE_KIND='@SERVICE_KIND@'
SERVICE_UNIT='@SERVICE_UNIT@'
PAYLOAD_SIZE='@PAYLOAD_SIZE@'
PAYLOAD_SHA256='@PAYLOAD_SHA256@'
AGENT_UNIT="slipway-@PRODUCT@"

SCRIPT=$0
ROOT=''
BASE_DIR="/opt/$PRODUCT"
CHANNEL_CHOSEN=''
DEVICE_ID=''
IS_UPDATE_WANTED=yes
IS_START_WANTED=no

usage() {
    cat <<END
Usage: sh install.sh [OPTION...]

Installs the update agent of $PRODUCT for $RID and then $PRODUCT itself.
Run again, it replaces agent and configuration and keeps versions, state, channel and device id.

  --base-dir DIR    where to install (default $BASE_DIR)
  --root DIR        install into an image or a scratch folder: DIR is its root folder, and nothing is started
  --start           with --root: start the product all the same
  --channel NAME    which channel to follow (default: as before, else $CHANNEL)
  --device-id ID    the device's name in rollouts and reports (default: as before, else from the machine)
  --no-update       install the agent only
  --help            say this

Exit codes: 0 done, 1 refused, 2 usage, 3 try again later.
END
}

say() {
    printf '%s\n' "$*"
}

# fail CODE MESSAGE HINT
fail() {
    printf 'install.sh: error %s: %s\n' "$1" "$2" >&2
    printf 'install.sh: hint: %s\n' "$3" >&2
    exit 1
}

fail_usage() {
    printf 'install.sh: %s\n\n' "$1" >&2
    usage >&2
    exit 2
}

parse() {
    while [ $# -gt 0 ]; do
        case $1 in
        --base-dir | --root | --channel | --device-id)
            [ -n "${2:-}" ] || fail_usage "$1 needs a value"
            assign "$1" "$2"
            shift 2
            ;;
        --no-update)
            IS_UPDATE_WANTED=no
            shift
            ;;
        --start)
            IS_START_WANTED=yes
            shift
            ;;
        --help | -h)
            usage
            exit 0
            ;;
        *) fail_usage "'$1' is not an option" ;;
        esac
    done
}

assign() {
    case $1 in
    --base-dir)
        case $2 in
        /*) BASE_DIR=${2%/} ;;
        *) fail_usage "--base-dir needs an absolute path, not '$2'" ;;
        esac
        ;;
    --root)
        [ -d "$2" ] || fail_usage "--root needs a folder that exists, not '$2'"
        ROOT=$(cd "$2" && pwd)
        ROOT=${ROOT%/}
        [ -n "$ROOT" ] || fail_usage "--root / is an ordinary installation: leave the option out"
        ;;
    --channel)
        case $2 in
        *[!a-z0-9._-]* | [!a-z0-9]*) fail_usage "'$2' is not the name of a channel" ;;
        releases | rollout | trust | root | targets | snapshot | timestamp) fail_usage "'$2' is reserved and not the name of a channel" ;;
        esac
        [ ${#2} -le 64 ] || fail_usage "'$2' is not the name of a channel: expected at most 64 characters"
        CHANNEL_CHOSEN=$2
        ;;
    --device-id)
        case $2 in
        *[!A-Za-z0-9._:-]*) fail_usage "'$2' is not a device id: letters, digits, '.', '_', ':' and '-'" ;;
        esac
        DEVICE_ID=$2
        ;;
    esac
}

# Nothing is written before all of this holds.
preflight() {
    [ "$(uname -s)" = Linux ] || fail SLP4014 "This is $(uname -s): the installer is for Linux." "Run it on the device."
    for tool in cat chmod cp cut gzip ln mkdir mktemp mv rm sed sha256sum sync tail; do
        command -v "$tool" >/dev/null || fail SLP4014 "The device has no $tool." "Install it, for example with busybox or coreutils."
    done
    check_machine
    check_payload
    check_target
}

check_machine() {
    # An image for another machine can be filled here, as long as nothing of it has to run here.
    if [ -n "$ROOT" ] && [ "$IS_UPDATE_WANTED" = no ]; then
        return
    fi
    case $(uname -m) in
    @MACHINE@) ;;
    *) fail SLP4014 "This machine is $(uname -m): the installer is for $RID." "Take the installer for this machine, or fill an image with --root DIR --no-update." ;;
    esac
}

check_payload() {
    # Read from a pipe, the script has no file that the agent could be taken from.
    if [ ! -f "$SCRIPT" ] || [ ! -r "$SCRIPT" ]; then
        fail SLP4015 "The installer was not started from a file." "Save it, then run: sh install.sh"
    fi
    found=$(payload | sha256sum | cut -d ' ' -f 1)
    [ "$found" = "$PAYLOAD_SHA256" ] ||
        fail SLP4015 "The installer is damaged or incomplete: its agent has the digest $found, expected $PAYLOAD_SHA256." "Download it again."
}

check_target() {
    # What exists of the path decides who may write there.
    folder=$ROOT$BASE_DIR
    while [ ! -d "$folder" ]; do
        folder=${folder%/*}
        [ -n "$folder" ] || folder=/
    done
    [ -w "$folder" ] || fail SLP4002 "$folder is not writable." "Run the installer as root, or choose another place with --base-dir DIR."
}

payload() {
    tail -c "$PAYLOAD_SIZE" "$SCRIPT"
}

# Tries the agent before anything of the device changes.
unpack_agent() {
    SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/slipway-install.XXXXXX")
    trap 'rm -rf "$SCRATCH"' EXIT
    trap 'exit 1' HUP INT TERM
    payload | gzip -dc >"$SCRATCH/slipway-agent" || fail SLP4002 "The agent cannot be unpacked into $SCRATCH." "Make room there, or name another place in TMPDIR."
    chmod 755 "$SCRATCH/slipway-agent"
    if [ -n "$ROOT" ] && [ "$IS_UPDATE_WANTED" = no ]; then
        return
    fi
    "$SCRATCH/slipway-agent" --version >"$SCRATCH/version" 2>&1 ||
        fail SLP4014 "The agent does not run here: $(cat "$SCRATCH/version")" "It is built for $RID: compare the device's C library (glibc or musl), and see that $SCRATCH allows programs to run."
}

# replace FILE MODE: standard input becomes FILE, in one step.
replace() {
    cat >"$1.slipway-new"
    chmod "$2" "$1.slipway-new"
    mv -f "$1.slipway-new" "$1"
}

install_files() {
    target=$ROOT$BASE_DIR
    mkdir -p "$target/bin" "$target/versions" "$target/state"
    chmod 700 "$target/state"
    keep_device_id "$target/device.json"
    replace "$target/bin/slipway-agent" 755 <"$SCRATCH/slipway-agent"
    trust_anchor | replace "$target/trust_anchor.json" 644
    device_json | with_device_id | replace "$target/device.json" 644
    if [ -n "$CHANNEL_CHOSEN" ] || [ ! -f "$target/channel" ]; then
        say "${CHANNEL_CHOSEN:-$CHANNEL}" | replace "$target/channel" 644
    fi
}

keep_device_id() {
    if [ -z "$DEVICE_ID" ] && [ -f "$1" ]; then
        DEVICE_ID=$(sed -n 's/.*"device_id"[[:space:]]*:[[:space:]]*"\([A-Za-z0-9._:-]*\)".*/\1/p' "$1")
    fi
}

with_device_id() {
    if [ -n "$DEVICE_ID" ]; then
        sed "1s/{/{\"device_id\":\"$DEVICE_ID\",/"
    else
        cat
    fi
}

install_units() {
    units=$ROOT/etc/systemd/system
    if [ -z "$ROOT" ] && [ ! -d /run/systemd/system ]; then
        say "no systemd here: have '$BASE_DIR/bin/slipway-agent update' run at boot and every hour"
        return
    fi
    if [ -z "$ROOT" ] && { [ ! -d "$units" ] || [ ! -w "$units" ]; }; then
        say "$units is not writable: have '$BASE_DIR/bin/slipway-agent update' run at boot and every hour"
        return
    fi
    mkdir -p "$units/timers.target.wants" "$units/multi-user.target.wants"
    agent_service | with_base_dir | replace "$units/$AGENT_UNIT.service" 644
    agent_timer | with_base_dir | replace "$units/$AGENT_UNIT.timer" 644
    ln -sf "../$AGENT_UNIT.timer" "$units/timers.target.wants/$AGENT_UNIT.timer"
    install_product_unit
    if [ -z "$ROOT" ]; then
        systemctl daemon-reload
        systemctl start "$AGENT_UNIT.timer"
    fi
}

# A unit that is there already is the device's own business: it may have been changed.
install_product_unit() {
    if [ "$SERVICE_KIND" != systemd ] || [ -z "$(product_service)" ]; then
        return
    fi
    if [ ! -e "$units/$SERVICE_UNIT" ]; then
        product_service | with_base_dir | replace "$units/$SERVICE_UNIT" 644
    fi
    ln -sf "../$SERVICE_UNIT" "$units/multi-user.target.wants/$SERVICE_UNIT"
}

with_base_dir() {
    escaped=$(printf '%s' "$BASE_DIR" | sed 's/[\\&|]/\\&/g')
    sed "s|{{base_dir}}|$escaped|g"
}

update() {
    if [ "$IS_UPDATE_WANTED" = no ]; then
        say "installed the agent in $ROOT$BASE_DIR; '$ROOT$BASE_DIR/bin/slipway-agent update' installs $PRODUCT"
        return
    fi
    say "installed the agent in $ROOT$BASE_DIR; now $PRODUCT"
    set -- update --base-dir "$ROOT$BASE_DIR"
    if [ -n "$ROOT" ] && [ "$IS_START_WANTED" = no ]; then
        set -- "$@" --no-restart
    fi
    "$ROOT$BASE_DIR/bin/slipway-agent" "$@"
}

trust_anchor() {
    cat <<'SLIPWAY_END_OF_TEXT'
@TRUST_ANCHOR@
SLIPWAY_END_OF_TEXT
}

device_json() {
    cat <<'SLIPWAY_END_OF_TEXT'
@DEVICE_JSON@
SLIPWAY_END_OF_TEXT
}

agent_service() {
    cat <<'SLIPWAY_END_OF_TEXT'
@AGENT_SERVICE@
SLIPWAY_END_OF_TEXT
}

agent_timer() {
    cat <<'SLIPWAY_END_OF_TEXT'
@AGENT_TIMER@
SLIPWAY_END_OF_TEXT
}

product_service() {
    cat <<'SLIPWAY_END_OF_TEXT'
@PRODUCT_SERVICE@
SLIPWAY_END_OF_TEXT
}

main() {
    parse "$@"
    preflight
    unpack_agent
    install_files
    install_units
    sync
    update
}

main "$@"; exit $?
