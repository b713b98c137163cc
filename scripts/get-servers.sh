#!/usr/bin/env bash
# Unpacks other versions of Redis and Valkey beside the installed one, for the tests that run against every version.
#
#   scripts/get-servers.sh [LABEL...]      without labels all of the list below
#
# They come from other Debian suites of the archive that this machine's apt uses already, into
# $REDIS_SERVERS (default: redis-servers in the temporary directory), as LABEL/bin/server and LABEL/bin/cli.
# No package is installed and apt's own lists stay untouched. A server that is there is not fetched again.
# Ends with 0 when all of them are there, with 1 and a line for each that is missing otherwise.
set -u

servers='
redis60   bullseye  redis-server redis-tools
redis80   trixie    redis-server redis-tools
valkey81  trixie    valkey-server valkey-tools
valkey9   sid       valkey-server valkey-tools
'
target=${REDIS_SERVERS:-${TMPDIR:-/tmp}/redis-servers}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { echo "get-servers: $*" >&2; }

archive_uri() {
  local codename
  command -v apt-get >/dev/null || return 1
  codename=$(. /etc/os-release && [ "$ID" = debian ] && echo "$VERSION_CODENAME") || return 1
  apt-get update --print-uris | sed -n "s|^'\(.*\)/dists/$codename/InRelease'.*|\1|p" | head -n 1 | grep .
}

# An apt of its own for one suite. Its list of installed packages is empty, so that a download brings every library
# along, the C library included.
private_apt() { # SUITE ARGUMENT...
  local root=$target/.apt/$1
  shift
  apt-get -q -o Dir::State="$root" -o Dir::State::status="$root/status" -o Dir::Cache="$root/cache" \
    -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$root/sources" -o Dir::Etc::preferences=/dev/null \
    -o Dir::Etc::preferencesparts="$root/preferences" -o APT::Sandbox::User="$(id -un)" "$@"
}

update_suite() { # SUITE
  local root=$target/.apt/$1
  [ -e "$root/updated" ] && return 0
  mkdir -p "$root"/{lists/partial,cache/archives/partial,sources,preferences}
  : >"$root/status"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$uri" "$1" "$keyring" \
    >"$root/sources/suite.sources"
  private_apt "$1" update >"$root/log" 2>&1 && : >"$root/updated"
}

# Runs an unpacked binary with the libraries it was built for.
write_launcher() { # ROOT NAME FILE
  local loader libraries
  loader=$(find "$1" -name 'ld-linux*.so.*' | sort | head -n 1)
  libraries=$(find "$1"/lib* "$1"/usr/lib* -name '*.so*' -printf '%h\n' 2>/dev/null | sort -u | grep -Ev '/(gconv|audit|engines.*|ossl-modules)$' | paste -sd: -)
  printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$libraries" "$1/usr/bin/$2" >"$3"
  chmod +x "$3"
}

fetch() { # LABEL SUITE SERVER-PACKAGE TOOLS-PACKAGE
  local place=$target/$1 root=$target/$1/root name=${3%-server} package
  [ -x "$place/bin/server" ] && return 0
  update_suite "$2" || return 1
  mkdir -p "$place/packages/partial" "$place/bin" "$root"
  private_apt "$2" -o Dir::Cache::archives="$place/packages" install -y --no-install-recommends --download-only \
    "$3" "$4" >"$place/log" 2>&1 || return 1
  for package in "$place"/packages/*.deb; do
    # What a server loads has a name of these; the rest of the closure (perl, adduser) is not needed.
    case ${package##*/} in lib* | lua* | zlib* | redis-* | valkey-*) dpkg -x "$package" "$root" || return 1 ;; esac
  done
  rm -rf "$place/packages"
  write_launcher "$root" "$name-cli" "$place/bin/cli"
  write_launcher "$root" "$3" "$place/bin/server.new"
  "$place/bin/server.new" --version >&2 && mv "$place/bin/server.new" "$place/bin/server"
}

mkdir -p "$target"
uri=$(archive_uri) || uri=
missing=0
while read -r label suite packages; do
  [ -n "$label" ] || continue
  if [ $# -gt 0 ] && [[ " $* " != *" $label "* ]]; then continue; fi
  [ -x "$target/$label/bin/server" ] && continue
  if [ -z "$uri" ]; then
    say "$label is missing: it would come from Debian's archive, which this machine's apt does not use"
    missing=1
  elif ! fetch "$label" "$suite" $packages; then
    say "$label is missing: it could not be fetched from Debian $suite, see $target/.apt/$suite/log and $target/$label/log"
    rm -f "$target/.apt/$suite/updated"
    missing=1
  fi
done <<<"$servers"
exit $missing
