#!/bin/sh
# Builds, tests and shows Slipway. The targets are in build/; build.ps1 is the same for Windows.
set -eu

cd "$(dirname "$0")"

usage() {
    cat <<'TEXT'
usage: ./build.sh [demo|build|test|pack|bench|clean] [--exhaustive] [-p:NAME=VALUE ...]

  demo    build everything and show the whole road on a local device (the default)
  build   compile everything, tests too
  test    run every test; the last line counts them
  pack    write the NuGet packages to artifacts/packages
  bench   measure against a shell pipeline
  clean   remove artifacts/

  --exhaustive          run the long forms of the tests, too
  -p:FullFeed=true      take the packages that only the whole feed has (docs/decisions/0002-full-feed.md)
TEXT
}

stop() {
    echo "build.sh: $1" >&2
    exit 2
}

# The SDK: on the PATH, or in .dotnet/, or put there.
fits() { "$1" --version >/dev/null 2>&1; }

use_local_sdk() {
    DOTNET_ROOT=$PWD/.dotnet
    PATH=$DOTNET_ROOT:$PATH
    export DOTNET_ROOT PATH
}

download() {
    if command -v curl >/dev/null 2>&1; then
        curl -fsSL --retry 2 --connect-timeout 15 -o "$2" "$1"
    else
        wget -q -T 15 -O "$2" "$1"
    fi
}

install_sdk() {
    channel=$(sed -n 's/.*"version": *"\([0-9]*\.[0-9]*\)\..*/\1/p' global.json)
    advice="install the .NET $channel SDK (https://dot.net/download) and run this again"
    mkdir -p .dotnet
    download https://dot.net/v1/dotnet-install.sh .dotnet/dotnet-install.sh 2>/dev/null ||
        stop "no .NET SDK that fits global.json, and dot.net cannot be reached: $advice"
    echo "build.sh: putting the .NET $channel SDK into .dotnet/" >&2
    bash .dotnet/dotnet-install.sh --channel "$channel" --install-dir "$PWD/.dotnet" --no-path >.dotnet/install.log 2>&1 ||
        stop "the .NET SDK could not be installed (.dotnet/install.log says why): $advice"
}

find_sdk() {
    if fits dotnet; then return; fi
    use_local_sdk
    if fits dotnet; then return; fi
    install_sdk
    fits dotnet || stop "the .NET SDK in .dotnet/ does not start: $(dotnet --version 2>&1 | head -n 1)"
}

# The system's parts: libraries that the product binds, tools that tests check it with.
has_library() {
    for folder in /lib /usr/lib /lib64 /usr/lib64 /usr/local/lib /lib/*-linux-* /usr/lib/*-linux-*; do
        if [ -e "$folder/$1" ]; then return 0; fi
    done
    return 1
}

missing=
packages=
lacks() {
    missing="$missing${missing:+, }$1"
    packages="$packages $2"
}

check_libraries() {
    has_library libzstd.so.1 || lacks libzstd.so.1 libzstd1
    has_library libcrypto.so.3 || has_library libcrypto.so.1.1 || lacks libcrypto.so.3 libssl3
}

check_tools() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || lacks "$tool" "$tool"
    done
}

check_system() {
    if [ "$(uname -s)" != Linux ]; then return; fi
    case $target in
        Demo) check_libraries ;;
        Test) check_libraries; check_tools openssl jq zstd strace shellcheck ;;
        Bench) check_libraries; check_tools openssl zstd ;;
    esac
    if [ -n "$missing" ]; then stop "missing on this machine: $missing; try: apt-get install$packages"; fi
}

target=Demo
case ${1-} in
    demo) target=Demo; shift ;;
    build) target=Build; shift ;;
    test) target=Test; shift ;;
    pack) target=Pack; shift ;;
    bench) target=Bench; shift ;;
    clean) target=Clean; shift ;;
esac

# Arguments are taken from the front and, when they are MSBuild's, put back at the end.
count=$#
while [ "$count" -gt 0 ]; do
    case $1 in
        -h | --help | help) usage; exit 0 ;;
        --exhaustive) SLIPWAY_EXHAUSTIVE=1; export SLIPWAY_EXHAUSTIVE ;;
        -p:*=*) set -- "$@" "$1" ;;
        *) usage >&2; stop "'$1' is not a target or an option" ;;
    esac
    shift
    count=$((count - 1))
done

check_system

# The product runs without culture data, so its build does, too, and needs no ICU.
DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
DOTNET_CLI_TELEMETRY_OPTOUT=1
DOTNET_NOLOGO=1
# The targets write to this terminal, not to a server's.
DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT DOTNET_CLI_TELEMETRY_OPTOUT DOTNET_NOLOGO DOTNET_CLI_USE_MSBUILD_SERVER

find_sdk
exec dotnet msbuild build/Slipway.Build.proj "-t:$target" -nologo -maxCpuCount -verbosity:quiet -terminalLogger:off -consoleLoggerParameters:NoSummary "$@"
