#!/usr/bin/env bash
# What the steps of action.yml do. Inputs come as variables, never as text of a script, so that nothing a repository or
# a pull request brings is ever read as a command. Runs with the bash 3.2 of macOS and with Git's on Windows.
set -euo pipefail

# Says why nothing can be done, and ends. On standard error, which the runner reads as well: the output may be kept.
fail() {
  printf '::error title=docsgen::%s\n' "$1" >&2
  exit 1
}

# Hands a value on to later steps.
output() {
  printf '%s=%s\n' "$1" "$2" >> "$GITHUB_OUTPUT"
}

# The value of a key of the action's own Cargo.toml: the one place that says which version this is and where it is at home.
manifest() {
  sed -n "s/^$1 = \"\\(.*\\)\"\$/\\1/p" "$GITHUB_ACTION_PATH/Cargo.toml" | sed -n 1p
}

# A path that both bash and the runner's own programs understand.
portable() {
  if command -v cygpath > /dev/null; then cygpath -m "$1"; else printf '%s\n' "$1"; fi
}

# The name of this machine among those that releases have a program for; nothing where it is none of them.
target() {
  case "$RUNNER_OS-$RUNNER_ARCH" in
    Linux-X64) echo x86_64-unknown-linux-musl ;;
    Linux-ARM64) echo aarch64-unknown-linux-musl ;;
    macOS-X64) echo x86_64-apple-darwin ;;
    macOS-ARM64) echo aarch64-apple-darwin ;;
    # Windows on ARM runs the programs of the other.
    Windows-X64 | Windows-ARM64) echo x86_64-pc-windows-msvc ;;
  esac
}

# Fetches $1 to the file $2: 0 where it is there, 4 where there is no such file, 1 where it can't be told.
fetch() {
  local protocol='=https' code=0 answer
  # A mirror on this machine or network may be asked otherwise; a redirect never leads away from it.
  case "$1" in https://*) ;; *) protocol='=http,https,file' ;; esac
  answer=$(curl --silent --show-error --location --fail --retry 3 --connect-timeout 20 --proto "$protocol" \
    --write-out '%{http_code}' --output "$2" "$1") || code=$?
  case "$code-$answer" in
    0-*) return 0 ;;
    22-404 | 37-*) return 4 ;;
    *) return 1 ;;
  esac
}

# The SHA-256 of a file, in hexadecimal.
checksum() {
  if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}

# The version to install: of the input, of the newest release, or the action's own.
version() {
  local version=${DOCSGEN_VERSION#v} page
  if [ "$version" = latest ]; then
    page=$(curl --silent --show-error --output /dev/null --write-out '%{redirect_url}' "$(home)/releases/latest") ||
      fail "could not ask which release is the newest. Name one with \`version\`."
    version=${page##*/v}
  fi
  version=${version:-$(manifest version)}
  if ! printf '%s' "$version" | grep -Eqx '[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?'; then
    fail "\`$version\` is no version: write it as 0.1.0, or \`latest\`, or \`source\`."
  fi
  printf '%s\n' "$version"
}

home() {
  printf '%s\n' "${DOCSGEN_HOME:-$(manifest repository)}"
}

# Downloads a release and unpacks its program into the folder, or says that it must be compiled.
prepare() {
  local folder from=release own installed
  folder=$(portable "$RUNNER_TEMP")/docsgen
  own=$(manifest version)
  mkdir -p "$folder/bin"
  if [ "$DOCSGEN_VERSION" = source ]; then
    from=source
  else
    installed=$(version)
    install_release "$installed" "$folder" || from=source
  fi
  if [ "$from" = source ]; then
    output key "docsgen-program-$RUNNER_OS-$RUNNER_ARCH-$own-$(source_digest)"
  fi
  output from "$from"
  output folder "$folder"
  printf '%s\n' "$folder/bin" >> "$GITHUB_PATH"
  caches "$folder"
}

# What is kept between runs, and under which keys. Links to the web have their own, since their run lasts longest and would
# else bring back what a build has replaced meanwhile.
caches() {
  local kind=site of
  case "$DOCSGEN_COMMAND-$DOCSGEN_EXTERNAL" in check-true) kind=links ;; esac
  of=$(printf '%s' "$DOCSGEN_PATH" | cksum | cut -d ' ' -f 1)
  output cache "$1/cache"
  output cache-key "docsgen-$kind-$RUNNER_OS-$RUNNER_ARCH-$of-"
}

# Installs release $1 into $2. Fails where there is none and the action can be compiled instead; ends where nothing else helps.
install_release() {
  local name file url target expected actual code=0 own
  own=$(manifest version)
  target=$(target)
  if [ -z "$target" ]; then
    if [ -n "$DOCSGEN_VERSION" ] && [ "$1" != "$own" ]; then
      fail "there is no docsgen $1 for $RUNNER_OS on $RUNNER_ARCH. Leave \`version\` out, and docsgen $own is compiled."
    fi
    echo "There is no release for $RUNNER_OS on $RUNNER_ARCH: docsgen $own is compiled."
    return 1
  fi
  name=docsgen-v$1-$target
  case "$target" in *windows*) file=$name.zip ;; *) file=$name.tar.gz ;; esac
  url=${DOCSGEN_RELEASES:-$(home)/releases/download}/v$1
  fetch "$url/$file" "$2/$file" || code=$?
  case $code in
    0) ;;
    4)
      if [ -n "$DOCSGEN_VERSION" ]; then fail "there is no release $1 of docsgen: $url/$file isn't there."; fi
      echo "::notice title=docsgen::There is no release $1 yet: it is compiled, which takes some minutes the first time."
      return 1
      ;;
    *) fail "could not fetch $url/$file." ;;
  esac
  expected=$DOCSGEN_SHA256
  if [ -z "$expected" ]; then
    fetch "$url/$file.sha256" "$2/$file.sha256" || fail "could not fetch the checksum $url/$file.sha256."
    expected=$(cut -d ' ' -f 1 < "$2/$file.sha256")
  fi
  expected=$(printf '%s' "$expected" | tr 'A-F' 'a-f')
  # Nothing is believed of a file that says nothing, and what can't be computed equals nothing.
  printf '%s' "$expected" | grep -Eqx '[0-9a-f]{64}' || fail "\`$expected\` is no SHA-256."
  actual=$(checksum "$2/$file")
  if [ "$actual" != "$expected" ]; then
    rm -f "$2/$file"
    fail "$url/$file has the SHA-256 $actual instead of $expected: it isn't what was released, and isn't run."
  fi
  { unpack "$2/$file" "$2" && mv -f "$2/$name"/docsgen* "$2/bin/"; } || fail "could not unpack $file."
  rm -rf "${2:?}/$file" "$2/$file.sha256" "${2:?}/$name"
  echo "docsgen $1 for $target, SHA-256 $actual"
}

unpack() {
  case "$1" in
    *.tar.gz) tar -xzf "$1" -C "$2" ;;
    *) unzip -q -o "$1" -d "$2" ;;
  esac
}

# Names what the program is compiled from.
source_digest() {
  local files
  files=$(cd "$GITHUB_ACTION_PATH" && find Cargo.lock Cargo.toml build.rs src themes docs/codes -type f | LC_ALL=C sort)
  (cd "$GITHUB_ACTION_PATH" && printf '%s\n' "$files" | while IFS= read -r file; do checksum "$file"; done) > "$RUNNER_TEMP/docsgen.sources"
  checksum "$RUNNER_TEMP/docsgen.sources" | cut -c 1-16
}

# Compiles the action's own checkout.
compile() {
  local cargo=cargo
  command -v cargo > /dev/null || fail "docsgen has to be compiled here, and there is no Rust. Install it before, or name a release with \`version\`."
  if command -v rustup > /dev/null; then
    rustup toolchain install stable --profile minimal --no-self-update
    cargo='cargo +stable'
  fi
  # shellcheck disable=SC2086 # two words
  $cargo install --locked --path "$GITHUB_ACTION_PATH" --root "$DOCSGEN_FOLDER"
}

# Takes a line apart into words, as a shell does with quotes and backslashes, but for anything that would be run or filled in.
words() {
  case "$1" in *[![:space:]]*) ;; *) return 0 ;; esac
  printf '%s\n' "$1" | xargs -n 1 printf '%s\n' || fail "a quote in \`$1\` has no end."
}

# Whether one of the words after the first is it, alone or with a value.
has() {
  local wanted=$1 word
  shift
  for word in "$@"; do
    case "$word" in "$wanted" | "$wanted"=*) return 0 ;; esac
  done
  return 1
}

# Runs the command, hands on what it counted, and adds what changed since the last run to the job's summary.
run() {
  local status=0 word command=() given=() all=() outputs cache before
  cache=$DOCSGEN_FOLDER/cache
  outputs=$DOCSGEN_FOLDER/outputs
  : > "$outputs"
  mkdir -p "$cache"
  : > "$DOCSGEN_FOLDER/summary.md"
  # A check is of the site that was built last, wherever Pages said that it stands.
  if [ "$DOCSGEN_COMMAND" = check ] && [ -z "$DOCSGEN_SITE_URL" ] && [ -f "$cache/site-url" ]; then
    DOCSGEN_SITE_URL=$(cat "$cache/site-url")
  fi
  words "$DOCSGEN_COMMAND" > "$DOCSGEN_FOLDER/words"
  while IFS= read -r word; do command+=("$word"); done < "$DOCSGEN_FOLDER/words"
  words "$DOCSGEN_ARGS" > "$DOCSGEN_FOLDER/words"
  while IFS= read -r word; do given+=("$word"); done < "$DOCSGEN_FOLDER/words"
  case "$DOCSGEN_COMMAND" in
    build | check)
      all=("$DOCSGEN_COMMAND" "$DOCSGEN_PATH")
      if ! has --cache-dir ${given[@]+"${given[@]}"} && ! has --no-cache ${given[@]+"${given[@]}"}; then
        all+=(--cache-dir "$cache")
      fi
      if ! has --format ${given[@]+"${given[@]}"}; then all+=(--format github); fi
      if [ -n "$DOCSGEN_SITE_URL" ]; then all+=(--site-url "$DOCSGEN_SITE_URL"); fi
      if [ "$DOCSGEN_COMMAND-$DOCSGEN_EXTERNAL" = check-true ]; then all+=(--external); fi
      ;;
    *) all=(-C "$DOCSGEN_PATH" ${command[@]+"${command[@]}"}) ;;
  esac
  before=$(folder_digest "$cache")
  GITHUB_OUTPUT=$outputs GITHUB_STEP_SUMMARY=$DOCSGEN_FOLDER/summary.md docsgen "${all[@]}" ${given[@]+"${given[@]}"} || status=$?
  cat "$outputs" >> "$GITHUB_OUTPUT"
  # What could not run at all has nothing to tell.
  if [ "$status" -le 1 ]; then
    case "$DOCSGEN_COMMAND" in
      build) after_build "$cache" "$outputs" ;;
      check) after_check "$cache" ;;
    esac
  fi
  # What changes is read first, and what was found anyway after it.
  cat "$DOCSGEN_FOLDER/summary.md" >> "$GITHUB_STEP_SUMMARY"
  # A pull request's cache would serve that pull request alone.
  case "$GITHUB_EVENT_NAME-$DOCSGEN_COMMAND-$DOCSGEN_EXTERNAL" in
    pull_request*) ;;
    *-build-* | *-check-true)
      if [ "$before" != "$(folder_digest "$cache")" ]; then output save true; fi
      ;;
  esac
  exit "$status"
}

# The value of an output that docsgen wrote.
value_of() {
  sed -n "s/^$1=//p" "$2" | sed -n '$p'
}

# Whether readers would notice a difference between what was built and what is online, and what the difference is.
after_build() {
  local site digest online=
  site=$(value_of site "$2")
  digest=$(value_of digest "$2")
  if [ -f "$DOCSGEN_ONLINE/digest" ]; then online=$(cat "$DOCSGEN_ONLINE/digest"); fi
  if [ -n "$digest" ] && [ "$digest" = "$online" ] && [ "$GITHUB_EVENT_NAME" != workflow_dispatch ]; then
    output changed false
    printf 'The site is as it is online.\n\n' >> "$GITHUB_STEP_SUMMARY"
  else
    output changed true
  fi
  if [ -n "$site" ] && [ -f "$site/facts.json" ]; then
    compare "$1/facts.json" "$site/facts.json"
    cp "$site/facts.json" "$1/facts.json"
    printf '%s\n' "$DOCSGEN_SITE_URL" > "$1/site-url"
  fi
}

# What the change does to the site, beside the last one that was built.
after_check() {
  if ! [ -f "$1/facts.json" ] || ! docsgen diff --help > /dev/null 2>&1; then return 0; fi
  local build=(build "$DOCSGEN_PATH" --out "$DOCSGEN_FOLDER/site" --cache-dir "$1" --fail-on never --quiet)
  if [ -n "$DOCSGEN_SITE_URL" ]; then build+=(--site-url "$DOCSGEN_SITE_URL"); fi
  if docsgen "${build[@]}"; then
    compare "$1/facts.json" "$DOCSGEN_FOLDER/site/facts.json"
  fi
}

# Adds the difference of two sites to the summary, where both are known and this docsgen can tell. It never fails a job.
compare() {
  local text=$DOCSGEN_FOLDER/diff.md
  if ! [ -f "$1" ] || ! [ -f "$2" ] || ! docsgen diff --help > /dev/null 2>&1; then return 0; fi
  if docsgen diff "$1" "$2" --format markdown > "$text"; then
    cat "$text" >> "$GITHUB_STEP_SUMMARY"
    printf '\n' >> "$GITHUB_STEP_SUMMARY"
  else
    echo "::notice title=docsgen::could not tell what changed since the last run."
  fi
}

# One digest of all files of a folder.
folder_digest() {
  (cd "$1" && find . -type f | LC_ALL=C sort | while IFS= read -r file; do printf '%s %s\n' "$(checksum "$file")" "$file"; done) | cksum
}

case "${1-}" in
  prepare | compile | run) "$1" ;;
  *) fail "there is no step \`${1-}\`." ;;
esac
