#!/usr/bin/env bash
# Packs a program for its release: package.sh 0.1.0 x86_64-unknown-linux-musl PROGRAM DOCUMENTS OUT
#
# PROGRAM is what was built for the target. DOCUMENTS is a program that runs on this machine, and writes the completions and the man
# pages, which are the same everywhere. OUT gets the archive and its checksum. The same input gives the same bytes: files have the
# time that SOURCE_DATE_EPOCH names, else that of the last commit.
set -euo pipefail

version=$1 target=$2 program=$3 documents=$4 out=$5
root=$(cd "$(dirname "$0")/../.." && pwd)
name="docsgen-v$version-$target"
mkdir -p "$out"
out=$(cd "$out" && pwd)
documents=$(cd "$(dirname "$documents")" && pwd)/$(basename "$documents")
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
folder=$staging/$name

mkdir -p "$folder/completions" "$folder/man"
case $target in
  *windows*) binary=docsgen.exe ;;
  *) binary=docsgen ;;
esac
install -m 755 "$program" "$folder/$binary"
install -m 644 "$root"/LICENSE-* "$root/README.md" "$root/CHANGELOG.md" "$folder/"
"$documents" completions bash >"$folder/completions/docsgen.bash"
"$documents" completions zsh >"$folder/completions/_docsgen"
"$documents" completions fish >"$folder/completions/docsgen.fish"
"$documents" completions powershell >"$folder/completions/_docsgen.ps1"
"$documents" completions elvish >"$folder/completions/docsgen.elv"
"$documents" man "$folder/man"

epoch=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
find "$staging" -exec touch -d "@$epoch" {} +
cd "$staging"
case $target in
  *windows*)
    archive=$name.zip
    rm -f "$out/$archive"
    find "$name" -type f | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$out/$archive"
    ;;
  *)
    archive=$name.tar.gz
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -cf - "$name" | gzip -9n >"$out/$archive"
    ;;
esac
cd "$out"
sha256sum "$archive" >"$archive.sha256"
echo "$out/$archive"
