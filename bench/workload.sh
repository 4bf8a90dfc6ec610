#!/usr/bin/env bash
# Two versions each of two releases as they are met in the field, below a folder:
#
#   bench/workload.sh FOLDER
#
#   app/v1, app/v2      a self-contained ASP.NET application: some 335 files, 110 MB
#   small/v1, small/v2  a tree of npm packages: some 13,000 files, 90 MB
#
# The packages are pinned; the application is that of the SDK at hand. What is there already is left as it is.
set -euo pipefail
export LC_ALL=C.UTF-8 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
folder=${1:?usage: workload.sh FOLDER}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

for tool in dotnet npm tar; do
  command -v "$tool" > /dev/null || { echo "bench: $tool is missing" >&2; exit 2; }
done

# NAME VERSION
make_app() {
  local source=$folder/.source/app
  [ -d "$source" ] || dotnet new web -o "$source" -n EdgeApp > /dev/null
  printf 'var app = WebApplication.Create(args);\napp.MapGet("/", () => "%s");\napp.Run();\n' "$1" > "$source/Program.cs"
  dotnet publish "$source" -r linux-x64 --self-contained -o "$folder/app/$1.new" -v quiet "-p:Version=1.0.${1#v}" >&2
  mv "$folder/app/$1.new" "$folder/app/$1"
}

# NAME, then PACKAGE@VERSION of each
make_small() {
  local name=$1 package archive
  shift
  mkdir -p "$folder/.source/npm" "$folder/small/$name.new"
  for package in "$@"; do
    archive=$(cd "$folder/.source/npm" && npm pack --silent --ignore-scripts "$package")
    mkdir -p "$folder/small/$name.new/${package%@*}"
    tar -xzf "$folder/.source/npm/$archive" -C "$folder/small/$name.new/${package%@*}" --strip-components=1 --no-same-owner
  done
  chmod -R u=rwX,go=rX "$folder/small/$name.new"
  mv "$folder/small/$name.new" "$folder/small/$name"
}

for version in v1 v2; do
  [ -d "$folder/app/$version" ] || make_app "$version"
done

# About the size of what an agent in JavaScript brings along.
common=(typescript@5.9.2 @angular/core@22.2.5 @angular/compiler@22.2.5 webpack@5.112.1 date-fns@4.3.0 react-dom@19.3.0 eslint@10.14.0 rxjs@7.8.2 lodash@4.18.1 ajv@8.17.1)
[ -d "$folder/small/v1" ] || make_small v1 "${common[@]}" mathjs@15.1.1
[ -d "$folder/small/v2" ] || make_small v2 "${common[@]}" mathjs@15.2.0

for tree in app/v1 app/v2 small/v1 small/v2; do
  printf '%-10s %6d files %6.1f MB\n' "$tree" "$(find "$folder/$tree" -type f | wc -l)" "$(find "$folder/$tree" -type f -printf '%s\n' | awk '{ s += $1 } END { print s / 1e6 }')"
done
