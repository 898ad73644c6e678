#!/usr/bin/env bash
# Makes a release into releases/: release.sh VERSION TARGET [PROGRAM]. Without a program it is
# one that only says its version.
set -euo pipefail
name=docsgen-v$1-$2
folder=releases/v$1
mkdir -p "$folder/$name"
program=$folder/$name/docsgen
case "$2" in *windows*) program=$program.exe ;; esac
if [ -n "${3-}" ]; then
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$3" > "$program"
else
  printf '#!/bin/sh\necho "docsgen %s"\n' "$1" > "$program"
fi
chmod +x "$program"
echo '# docsgen' > "$folder/$name/README.md"
case "$2" in
  *windows*)
    archive=$name.zip
    (cd "$folder" && python3 -m zipfile -c "$archive" "$name")
    ;;
  *)
    archive=$name.tar.gz
    tar -czf "$folder/$archive" -C "$folder" "$name"
    ;;
esac
rm -r "${folder:?}/$name"
sum() { if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi; }
(cd "$folder" && sum "$archive" > "$archive.sha256")
