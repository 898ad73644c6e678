#!/usr/bin/env bash
# Packs every program that was built: package-all.sh v0.1.0 BUILT OUT
#
# BUILT has a folder for each target with the program in it, as the jobs that built them left it. That of 64-bit Linux writes the
# documents. OUT gets the archives with their checksums, SHA256SUMS, and `image/` with what the container image is made of.
set -euo pipefail

version=${1#v} built=$2 out=$3
here=$(dirname "$0")
documents=$built/x86_64-unknown-linux-musl/docsgen
# Programs lose their mode on the way from job to job.
chmod +x "$documents"
for folder in "$built"/*/; do
  target=$(basename "$folder")
  for program in "$folder"docsgen "$folder"docsgen.exe; do
    if [[ -f $program ]]; then "$here/package.sh" "$version" "$target" "$program" "$documents" "$out"; fi
  done
done
"$here/checksums.sh" "$out"
for pair in amd64:x86_64 arm64:aarch64; do
  program=$built/${pair#*:}-unknown-linux-musl/docsgen
  if [[ -f $program ]]; then install -D -m 755 "$program" "$out/image/${pair%:*}/docsgen"; fi
done
