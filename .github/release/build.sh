#!/usr/bin/env bash
# Builds the program for a target, as it is released: build.sh x86_64-unknown-linux-musl
#
# For Linux the C parts are compiled by zig, which knows every kind of machine and brings a libc to link in; zig and cargo-zigbuild
# are packages of Python. Other targets are compiled by what the system has.
set -euo pipefail

target=$1
case $target in
  *-linux-musl)
    tools=$(mktemp -d)
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet cargo-zigbuild==0.24.1 ziglang==0.17.1
    PATH=$tools/bin:$PATH cargo zigbuild --release --locked --package docsgen --bin docsgen --target "$target"
    rm -rf "$tools"
    ;;
  *-windows-msvc)
    # Or a library would have to be installed on each machine it runs on.
    RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --locked --package docsgen --bin docsgen --target "$target"
    ;;
  *)
    cargo build --release --locked --package docsgen --bin docsgen --target "$target"
    ;;
esac
