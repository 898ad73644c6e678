#!/usr/bin/env bash
# Writes SHA256SUMS of the archives in a folder, after a look at the checksum beside each: checksums.sh OUT
set -euo pipefail

cd "$1"
shopt -s nullglob
archives=(docsgen-v*.tar.gz docsgen-v*.zip)
((${#archives[@]} > 0)) || { echo "error: there is no archive in $1" >&2; exit 1; }
for archive in "${archives[@]}"; do
  sha256sum --check --quiet "$archive.sha256"
done
sha256sum "${archives[@]}" | LC_ALL=C sort -k 2 >SHA256SUMS
cat SHA256SUMS
