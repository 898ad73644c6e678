#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: notes.sh 0.1.0
set -euo pipefail

version=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
notes=$(awk -v head="## [$version]" 'index($0, "## ") == 1 { inside = index($0, head) == 1; next } inside' "$root/CHANGELOG.md")
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "error: CHANGELOG.md says nothing of $version" >&2
  exit 1
fi
printf '%s\n' "$notes"
