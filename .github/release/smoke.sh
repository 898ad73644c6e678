#!/usr/bin/env bash
# Tries a program that was just built on a little repository: smoke.sh target/release/docsgen
set -euo pipefail

program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir -p charts/redis docs
printf 'apiVersion: v2\nname: redis\nversion: 1.2.3\n' >charts/redis/Chart.yaml
printf '# Redis\n\nSee the [backup guide](../../docs/redis-backup-guide.md).\n' >charts/redis/README.md
printf '# Redis backup\n\n```bash\nhelm list\n```\n\n| | RTO | RPO |\n|---|---|---|\n| full | < 1 hour | 15 minutes |\n' >docs/redis-backup-guide.md

"$program" --version
"$program" init
"$program" build --fail-on warning
"$program" check --fail-on warning
"$program" matrix --format csv | grep -q '1 hour'
for file in index.html charts/redis/index.html charts/redis/backup.html recovery/index.html facts.json; do
  [[ -s site/$file ]] || { echo "error: the site has no $file" >&2; exit 1; }
done
echo "the program works"
