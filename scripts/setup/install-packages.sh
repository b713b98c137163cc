#!/bin/sh
# Installs Debian packages, as root, without starting the services that come with them: a server in the background
# is not what somebody asked for who only wanted to try the demonstration or to run the tests.
#
#   scripts/setup/install-packages.sh PACKAGE...
set -u

# The archive's packages ask this file whether they may start a service; 101 means no.
policy=${POLICY_RC_D:-/usr/sbin/policy-rc.d}
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" || exit 1
fi

export DEBIAN_FRONTEND=noninteractive
# Without a connection the lists from last time may still do.
apt-get -q update || echo 'install-packages: the package lists could not be updated' >&2
apt-get -q install -y --no-install-recommends "$@" || exit 1

# Nor at the next start of the machine.
for package in "$@"; do
  case $package in
    *-server | *-exporter) if command -v systemctl >/dev/null; then systemctl disable "$package" 2>/dev/null; fi ;;
  esac
done
exit 0
