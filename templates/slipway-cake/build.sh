#!/bin/sh
set -eu
cd "$(dirname "$0")"
exec dotnet run --project build/Build.csproj -- "$@"
