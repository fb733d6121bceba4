# Shared by the scripts beside it: where things are, which versions, how a step is reported.
# Sourced, never run.

# macOS comes with bash 3.2, which fails on empty arrays with words that help nobody.
if [ "${BASH_VERSINFO[0]}" -lt 5 ]; then
  printf '\nerror: the scripts need bash 5 or newer, this is %s; on macOS: brew install bash\n' "$BASH_VERSION" >&2
  exit 1
fi

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Tools are kept outside the checkout, so that a second clone installs nothing again.
poolwise_home=${POOLWISE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/poolwise}
tools="$poolwise_home/tools"

trunk_version=0.21.14
binaryen_version=132.0.0
# The newest that runs on Node.js 20.
azurite_version=3.35.0
axe_version=4.14.1
cargo_deny_version=0.20.2
geckodriver_version=0.37.1
# The command line tool must equal the locked library exactly.
wasm_bindgen_version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)
wasm_target=wasm32-unknown-unknown

# For the browser tests: what finds barriers in a page.
axe="$tools/axe-core-$axe_version"
export POOLWISE_AXE="$axe/node_modules/axe-core/axe.min.js"

# What an earlier run of setup chose (the toolchain, on a closed machine).
[ -f "$poolwise_home/env" ] && . "$poolwise_home/env"
export PATH="$tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

step_name=
step_start=0
begin() { step_name=$1; step_start=$SECONDS; printf '\n== %s\n' "$step_name"; }
finish() { printf '   %s: %d s%s\n' "$step_name" $((SECONDS - step_start)) "${1:+ ($1)}"; }

# fail SENTENCE: what went wrong and what to do about it.
fail() { printf '\nerror: %s\n' "$*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else return 1
  fi
}

is_debian() { have apt-get && [ -r /etc/debian_version ]; }

apt_updated=
apt_install() {
  is_debian || return 1
  if [ -z "$apt_updated" ]; then
    as_root apt-get update -qq >/dev/null || true
    apt_updated=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >"$poolwise_home/apt.log" 2>&1 \
    || { tail -n 20 "$poolwise_home/apt.log" >&2; return 1; }
}

# build_dist PUBLIC_URL FOLDER: the release build of the page.
build_dist() {
  begin "Release build for $1 into $2"
  mkdir -p "$2"
  # A panic's place is named without this machine's folders.
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src/=" \
    trunk build --release --locked --public-url "$1" --dist "$2" || return 1
  finish
}
