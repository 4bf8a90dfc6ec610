#!/bin/sh
# Installs @PRODUCT@ (@ORGANIZATION@) on a @RID@ device: the update agent, whom it trusts, and when it runs.
# The product itself comes through the agent, verified. Run it as: sh install.sh [OPTION...]; sh install.sh --help lists them.
#
# Everything is in functions and the last line of text calls main: half of this file does nothing.
# The agent follows that line as @PAYLOAD_SIZE@ bytes of gzip, then a pack of @PACK_SIZE@ bytes. Made by Slipway @AGENT_VERSION@.

set -eu
umask 022
unset CDPATH

PRODUCT='@PRODUCT@'
CHANNEL='@CHANNEL@'
RID='@RID@'
LOADER='@LOADER@'
SERVICE_KIND='@SERVICE_KIND@'
SERVICE_UNIT='@SERVICE_UNIT@'
PAYLOAD_SIZE='@PAYLOAD_SIZE@'
PAYLOAD_SHA256='@PAYLOAD_SHA256@'
PACK_SIZE='@PACK_SIZE@'
PACK_SHA256='@PACK_SHA256@'
NEEDED_KB='@NEEDED_KB@'
SOURCE_TIME='@SOURCE_TIME@'
AGENT_UNIT="slipway-@PRODUCT@"
CONFIRM_UNIT="slipway-@PRODUCT@-confirm"
MARK='# Made by Slipway for @PRODUCT@.'

SCRIPT=$0
ROOT=''
BASE_DIR="/opt/$PRODUCT"
CHANNEL_CHOSEN=''
DEVICE_ID=''
WAIT_SECONDS=60
IS_UPDATE_WANTED=yes
IS_START_WANTED=no
IS_DRY=no
IS_UNINSTALL=no
IS_PURGE=no
IS_TRUST_REPLACED=no
IS_TIMER_STOPPED=no
IS_OURS=no
SCRATCH=''

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
  --replace-trust   let this installer's trust anchor replace another one that the device has
  --wait SECONDS    how long to wait for an update that is under way (default $WAIT_SECONDS)
  --dry-run         check everything and say what would be done
  --uninstall       stop and remove what was installed; keep state, channel, device.json and trust anchor
  --purge           with --uninstall: remove those, too
  --help            say this

Exit codes: 0 done, 1 refused, 2 usage, 3 try again later.
END
}

say() {
    printf '%s\n' "$*"
}

# complain KIND CODE MESSAGE HINT
complain() {
    printf 'install.sh: %s %s: %s\n' "$1" "$2" "$3" >&2
    printf 'install.sh: hint: %s\n' "$4" >&2
}

# fail CODE MESSAGE HINT
fail() {
    complain error "$@"
    exit 1
}

warn() {
    complain warning "$@"
}

fail_usage() {
    printf 'install.sh: %s\n\n' "$1" >&2
    usage >&2
    exit 2
}

parse() {
    while [ $# -gt 0 ]; do
        case $1 in
        --base-dir | --root | --channel | --device-id | --wait)
            [ -n "${2:-}" ] || fail_usage "$1 needs a value"
            assign "$1" "$2"
            shift
            ;;
        --no-update) IS_UPDATE_WANTED=no ;;
        --start) IS_START_WANTED=yes ;;
        --replace-trust) IS_TRUST_REPLACED=yes ;;
        --dry-run) IS_DRY=yes ;;
        --uninstall) IS_UNINSTALL=yes ;;
        --purge) IS_PURGE=yes ;;
        --help | -h)
            usage
            exit 0
            ;;
        *) fail_usage "'$1' is not an option" ;;
        esac
        shift
    done
    [ "$IS_PURGE" = no ] || [ "$IS_UNINSTALL" = yes ] || fail_usage "--purge belongs to --uninstall"
    target=$ROOT$BASE_DIR
    units=$ROOT/etc/systemd/system
}

assign() {
    case $1 in
    --base-dir)
        BASE_DIR=${2%/}
        case $BASE_DIR in
        *[!A-Za-z0-9._/+@:-]* | *//* | */./* | */. | */../* | */..) fail_usage "--base-dir takes letters, digits and ._/+@:- without '.', '..' or an empty part, not '$2'" ;;
        '' | / | /bin | /boot | /dev | /etc | /home | /lib | /lib64 | /media | /mnt | /opt | /proc | /root | /run | /sbin | /srv | /sys | /tmp | /usr | /usr/bin | /usr/lib | /usr/local | /usr/sbin | /var | /var/lib)
            fail_usage "--base-dir needs a folder of its own, not '$2'"
            ;;
        /*) ;;
        *) fail_usage "--base-dir needs an absolute path, not '$2'" ;;
        esac
        ;;
    --root)
        [ -d "$2" ] || fail_usage "--root needs a folder that exists, not '$2'"
        ROOT=$(cd -- "$2" && pwd -P)
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
    --wait)
        case $2 in
        *[!0-9]*) fail_usage "--wait needs a number of seconds, not '$2'" ;;
        esac
        WAIT_SECONDS=$2
        ;;
    esac
}

# Nothing is written before all of this holds.
preflight() {
    [ "$(uname -s)" = Linux ] || fail SLP4014 "This is $(uname -s): the installer is for Linux." "Run it on the device."
    for tool in cat chmod cp cut date df gzip head ln mkdir mktemp mv rm rmdir sed sha256sum sleep stat sync tail tr; do
        command -v "$tool" >/dev/null || fail SLP4014 "The device has no $tool." "Install it, for example with busybox or coreutils."
    done
    check_writable
    check_product
    if [ "$IS_UNINSTALL" = no ]; then
        check_machine
        check_payload
        check_space
        check_one_file_system
        check_trust
        check_clock
    fi
}

# An image for another machine can be filled here, as long as nothing of it has to run here.
runs_here() {
    [ -z "$ROOT" ] || [ "$IS_UPDATE_WANTED" = yes ]
}

check_machine() {
    runs_here || return 0
    case $(uname -m) in
    @MACHINE@) ;;
    *) fail SLP4017 "This machine is $(uname -m): the installer is for $RID." "Take the installer for this machine, or fill an image with --root DIR --no-update." ;;
    esac
    [ -z "$LOADER" ] || [ -e "$LOADER" ] ||
        fail SLP4018 "There is no $LOADER: the installer is for $RID, and this system has another C library." "Take the installer for linux-musl-* where musl is (Alpine, OpenWrt), the one without for glibc."
}

check_payload() {
    # Read from a pipe, the script has no file that the agent could be taken from.
    if [ ! -f "$SCRIPT" ] || [ ! -r "$SCRIPT" ]; then
        fail SLP4015 "The installer was not started from a file." "Save it, then run: sh install.sh"
    fi
    check_digest agent "$(payload | digest)" "$PAYLOAD_SHA256"
    [ "$PACK_SIZE" = 0 ] || check_digest pack "$(pack | digest)" "$PACK_SHA256"
}

check_digest() {
    [ "$2" = "$3" ] || fail SLP4015 "The installer is damaged or incomplete: its $1 has the digest $2, expected $3." "Download it again."
}

digest() {
    sha256sum | cut -d ' ' -f 1
}

# What exists of a path decides who may write there, and how much.
existing_folder() {
    folder=$1
    while [ ! -d "$folder" ]; do
        folder=${folder%/*}
        [ -n "$folder" ] || folder=/
    done
}

check_writable() {
    existing_folder "$units"
    check_inside_root
    existing_folder "$target"
    check_inside_root
    [ -w "$folder" ] || fail SLP4021 "$folder is not writable." "Run the installer as root, or choose another place with --base-dir DIR."
}

# A link of an image that starts with / leads to the machine that fills it.
check_inside_root() {
    case $(cd -- "$folder" && pwd -P)/ in
    "$ROOT"/*) ;;
    *) fail SLP4021 "$folder leads out of $ROOT." "Make the link there a relative one, or choose another place with --base-dir DIR." ;;
    esac
}

# What another product has here is neither replaced nor removed. A device.json that is damaged says nothing, and is replaced.
check_product() {
    [ -f "$target/device.json" ] || return 0
    case $(tr -d ' \t\r\n' <"$target/device.json") in
    *"\"product\":\"$PRODUCT\""*) IS_OURS=yes ;;
    *'"product":'*) fail SLP4004 "$target belongs to another product than $PRODUCT." "Take the installer of that product, or name the folder of $PRODUCT with --base-dir DIR." ;;
    esac
}

check_space() {
    free=$(df -Pk "$folder" | sed -n '2s/.* \([0-9][0-9]*\)  *[0-9]*% .*/\1/p')
    [ -z "$free" ] || [ "$free" -ge "$NEEDED_KB" ] ||
        fail SLP4019 "$folder has $free kB free: expected at least $NEEDED_KB for the agent, and as much as $PRODUCT needs." "Make room, or choose another place with --base-dir DIR."
}

# What is switched and what it switches to are renamed and flushed together.
check_one_file_system() {
    for name in versions state; do
        if [ -e "$target/$name" ] && [ "$(stat -L -c %d "$target/$name")" != "$(stat -L -c %d "$target")" ]; then
            fail SLP4020 "$target/$name is on another file system than $target." "Mount the file system at $target instead, so that it holds all of it."
        fi
    done
}

# The first root of a repository never changes: another one is another circle of people.
check_trust() {
    if [ -f "$target/trust_anchor.json" ] && [ "$IS_TRUST_REPLACED" = no ]; then
        [ "$(digest <"$target/trust_anchor.json")" = "$(trust_anchor | digest)" ] ||
            fail SLP4022 "The device trusts another root than this installer's: it would follow other keys." "If that is what you want, add --replace-trust. Otherwise take the installer that this repository's people made."
    fi
}

check_clock() {
    [ "$(date +%s)" -ge "$SOURCE_TIME" ] ||
        warn SLP4023 "The clock says $(date -u +%Y-%m-%d), which is before this installer was made." "Set it: certificates of https are not valid yet. What is signed is judged by the time that the repository proves."
}

payload() {
    tail -c "$((PAYLOAD_SIZE + PACK_SIZE))" "$SCRIPT" | head -c "$PAYLOAD_SIZE"
}

pack() {
    tail -c "$PACK_SIZE" "$SCRIPT"
}

make_scratch() {
    SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/slipway-install.XXXXXX")
    trap clean_up EXIT
    trap 'exit 1' HUP INT TERM
}

# shellcheck disable=SC2317
clean_up() {
    rm -rf "$SCRATCH"
    rm -f "$target/state/install.pack"
    [ "$IS_TIMER_STOPPED" = no ] || systemctl start "$AGENT_UNIT.timer"
}

# Tries the agent before anything of the device changes.
unpack_agent() {
    payload | gzip -dc >"$SCRATCH/slipway-agent" || fail SLP4002 "The agent cannot be unpacked into $SCRATCH." "Make room there, or name another place in TMPDIR."
    chmod 755 "$SCRATCH/slipway-agent"
    runs_here || return 0
    "$SCRATCH/slipway-agent" --version >"$SCRATCH/version" 2>&1 ||
        fail SLP4014 "The agent does not run here: $(cat "$SCRATCH/version")" "It is built for $RID: see that $SCRATCH allows programs to run, and that OpenSSL's libcrypto is installed."
}

# run COMMAND...: what changes the device. A dry run says it instead.
run() {
    if [ "$IS_DRY" = yes ]; then
        say "would run: $*"
    else
        "$@"
    fi
}

# put FILE MODE: standard input becomes FILE, in one step, also when the power fails; a file that is so already is left alone.
put() {
    cat >"$SCRATCH/new"
    if [ -f "$1" ] && [ "$(digest <"$1")" = "$(digest <"$SCRATCH/new")" ]; then
        run chmod "$2" "$1"
    elif [ "$IS_DRY" = yes ]; then
        say "would write: $1"
    else
        (umask 077 && cp "$SCRATCH/new" "$1.slipway-new")
        chmod "$2" "$1.slipway-new"
        sync
        mv -f "$1.slipway-new" "$1"
    fi
}

has_systemd() {
    [ -z "$ROOT" ] && [ -d /run/systemd/system ]
}

# From here on no agent runs, and none that has begun is disturbed: by the agent's own lock, which ends with the installer however that ends.
# Where there is no flock the timer is stopped.
hold_agent() {
    [ "$IS_DRY" = no ] || return 0
    if ! command -v flock >/dev/null; then
        has_systemd && systemctl is-active --quiet "$AGENT_UNIT.timer" || return 0
        systemctl stop "$AGENT_UNIT.timer"
        IS_TIMER_STOPPED=yes
        return
    fi
    [ -d "$target/state" ] || return 0
    exec 9>>"$target/state/lock"
    until flock -n 9; do
        if [ "$WAIT_SECONDS" -le 0 ]; then
            complain error SLP4001 "An agent is at work in $target." "Run the installer again when it has finished, or let it --wait longer."
            exit 3
        fi
        sleep 1
        WAIT_SECONDS=$((WAIT_SECONDS - 1))
    done
}

release_agent() {
    exec 9>&-
}

install_files() {
    run mkdir -p "$target/bin" "$target/versions" "$target/state"
    run chmod 700 "$target/state"
    keep_device_id "$target/device.json"
    put "$target/bin/slipway-agent" 755 <"$SCRATCH/slipway-agent"
    trust_anchor | put "$target/trust_anchor.json" 644
    device_json | with_device_id | put "$target/device.json" @DEVICE_MODE@
    if [ -n "$CHANNEL_CHOSEN" ] || [ ! -f "$target/channel" ]; then
        say "${CHANNEL_CHOSEN:-$CHANNEL}" | put "$target/channel" 644
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
    if [ -z "$ROOT" ] && ! has_systemd; then
        warn SLP4024 "There is no systemd here: nothing runs the agent." "Have '$BASE_DIR/bin/slipway-agent confirm' run at boot, and '$BASE_DIR/bin/slipway-agent update' every hour."
        return
    fi
    if [ -z "$ROOT" ] && [ ! -w "$units" ]; then
        warn SLP4024 "$units is not writable: nothing runs the agent." "Have '$BASE_DIR/bin/slipway-agent confirm' run at boot, and '$BASE_DIR/bin/slipway-agent update' every hour."
        return
    fi
    run mkdir -p "$units/timers.target.wants" "$units/multi-user.target.wants"
    agent_service | with_base_dir | put "$units/$AGENT_UNIT.service" 644
    agent_timer | with_base_dir | put "$units/$AGENT_UNIT.timer" 644
    confirm_service | with_base_dir | put "$units/$CONFIRM_UNIT.service" 644
    run ln -sf "../$AGENT_UNIT.timer" "$units/timers.target.wants/$AGENT_UNIT.timer"
    run ln -sf "../$CONFIRM_UNIT.service" "$units/multi-user.target.wants/$CONFIRM_UNIT.service"
    install_product_unit
    if [ -z "$ROOT" ]; then
        run systemctl daemon-reload
        run systemctl start "$AGENT_UNIT.timer"
        IS_TIMER_STOPPED=no
    fi
}

# A unit that is there already is the device's own business: it may have been changed.
install_product_unit() {
    if [ "$SERVICE_KIND" != systemd ] || [ -z "$(product_service)" ]; then
        return
    fi
    if [ ! -e "$units/$SERVICE_UNIT" ]; then
        product_service | with_base_dir | put "$units/$SERVICE_UNIT" 644
    fi
    run ln -sf "../$SERVICE_UNIT" "$units/multi-user.target.wants/$SERVICE_UNIT"
}

with_base_dir() {
    sed "s|{{base_dir}}|$BASE_DIR|g"
}

update() {
    if [ "$IS_UPDATE_WANTED" = no ]; then
        say "installed the agent in $target; '$target/bin/slipway-agent update' installs $PRODUCT"
        return
    fi
    say "installed the agent in $target; now $PRODUCT"
    if [ "$PACK_SIZE" = 0 ]; then
        set -- update --base-dir "$target"
    else
        [ "$IS_DRY" = yes ] || pack >"$target/state/install.pack"
        set -- apply "$target/state/install.pack" --offline --base-dir "$target"
    fi
    if [ -n "$ROOT" ] && [ "$IS_START_WANTED" = no ]; then
        set -- "$@" --no-restart
    fi
    run "$target/bin/slipway-agent" "$@"
}

# Without a device.json of ours nothing says that the folders here are ours: only what is empty goes then.
uninstall() {
    if [ ! -e "$target/bin/slipway-agent" ] && [ ! -e "$target/device.json" ] && [ ! -e "$units/$AGENT_UNIT.service" ]; then
        fail SLP4012 "There is no $PRODUCT in $target." "If it is in another folder, name that with --base-dir DIR."
    fi
    hold_agent
    IS_TIMER_STOPPED=no
    stop_product
    remove_units
    if [ "$IS_OURS" = yes ]; then
        run rm -f "$target/current" "$target/previous"
        run rm -rf "$target/versions"
        [ "$IS_PURGE" = no ] || run rm -rf "$target/state"
        [ "$IS_PURGE" = no ] || run rm -f "$target/trust_anchor.json" "$target/channel"
    fi
    run rm -f "$target/bin/slipway-agent" "$target/bin/slipway-agent.slipway-new"

    # Last: an uninstallation that was interrupted is completed by the next one.
    [ "$IS_PURGE" = no ] || [ "$IS_OURS" = no ] || run rm -f "$target/device.json"
    release_agent
    for folder in "$target/bin" "$target/versions" "$target/state" "$target"; do
        [ ! -d "$folder" ] || { [ "$folder" = "$target/state" ] && [ "$IS_PURGE" = no ]; } ||
            run rmdir "$folder" 2>/dev/null || say "kept $folder: it is not empty"
    done
}

stop_product() {
    if [ "$SERVICE_KIND" = command ] && { [ -z "$ROOT" ] || [ "$IS_START_WANTED" = yes ]; }; then
        SLIPWAY_BASE_DIR=$target SLIPWAY_CURRENT=$target/current run sh -c "$(service_stop)" 9>&- ||
            warn SLP4006 "The product's stop command failed: it may still run." "Stop it by hand."
    fi
}

# Only what carries our mark: a unit of the product's or the device's own stays. It is stopped all the same, since what it runs goes.
remove_units() {
    for unit in "$AGENT_UNIT.timer" "$AGENT_UNIT.service" "$CONFIRM_UNIT.service" $SERVICE_UNIT; do
        [ -f "$units/$unit" ] || continue
        has_systemd && run systemctl stop "$unit"
        if [ "$(head -n 1 "$units/$unit")" != "$MARK" ]; then
            say "kept $units/$unit: the installer did not make it"
            continue
        fi
        run rm -f "$units/$unit" "$units/timers.target.wants/$unit" "$units/multi-user.target.wants/$unit"
    done
    has_systemd && run systemctl daemon-reload
    return 0
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

confirm_service() {
    cat <<'SLIPWAY_END_OF_TEXT'
@CONFIRM_SERVICE@
SLIPWAY_END_OF_TEXT
}

product_service() {
    cat <<'SLIPWAY_END_OF_TEXT'
@PRODUCT_SERVICE@
SLIPWAY_END_OF_TEXT
}

service_stop() {
    cat <<'SLIPWAY_END_OF_TEXT'
@SERVICE_STOP@
SLIPWAY_END_OF_TEXT
}

main() {
    parse "$@"
    preflight
    make_scratch
    if [ "$IS_UNINSTALL" = yes ]; then
        uninstall
        exit 0
    fi
    unpack_agent
    hold_agent
    install_files
    install_units
    run sync
    release_agent
    update
}

main "$@"; exit $?
