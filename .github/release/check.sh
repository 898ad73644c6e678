#!/usr/bin/env bash
# Holds a tag against the checkout it is to be released from: check.sh v0.1.0
#
# GITHUB_SERVER_URL and GITHUB_REPOSITORY say where the release will be; without them that isn't looked at.
set -euo pipefail

tag=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
failed=0
fail() {
  echo "error: $1" >&2
  failed=1
}

# The value of a key of the table [package].
package() {
  awk -v key="$1" '/^\[/ { inside = $0 == "[package]" } inside && $1 == key && $2 == "=" { gsub(/"/, "", $3); print $3 }' "$root/Cargo.toml"
}

version=$(package version)
[[ $tag == "v$version" ]] || fail "the tag is $tag, and Cargo.toml has version $version"
grep -q "^## \[${version//./\\.}\] - [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$" "$root/CHANGELOG.md" ||
  fail "CHANGELOG.md has no line \`## [$version] - YYYY-MM-DD\`"
if [[ -n ${GITHUB_REPOSITORY:-} ]]; then
  url="${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY"
  # crates.io shows it, and cargo binstall downloads from there.
  [[ $(package repository) == "$url" ]] || fail "[package] of Cargo.toml needs \`repository = \"$url\"\`"
fi
exit "$failed"
