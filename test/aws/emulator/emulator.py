"""Starts ministack, an emulator of AWS, with what it lacks for a deployment of this project.

Everything is told by the environment (BIND_HOST, GATEWAY_PORT, EMULATOR_OUTBOX and what ministack reads itself); see
test/harness/aws/emulator.ts, which starts it. Each module of gaps/ closes one gap, with the reason why it is there, and
refuses to start when a name that it leans on has gone: a gap that silently opens again would make tests lie.

What stays open, and has to be asserted on the synthesised template: encryption and the permission to use a key,
lifecycle, networks and security groups, the right of rules, schedules and topics to call a function, dead letters of
schedules and rules, alarms on missing data, metrics out of logs, time zones of schedules.
"""

import os
import re
import sys
from importlib.metadata import version
from pathlib import Path

from ministack import app

from gaps import buckets, chat, functions, invocations, mail, outbox, resource_types
from gaps import schedules, subscriptions, transport

GAPS = (resource_types, buckets, functions, invocations, schedules, subscriptions, outbox, mail, chat, transport)


def check_version():
    """What gaps/ replaces is private to ministack, so another version than the pinned one needs a fresh look."""
    pins = (Path(__file__).parent / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.search(r"^ministack==(\S+)$", pins, re.MULTILINE)[1]
    if version("ministack") != pinned:
        sys.exit(f"emulator: this is ministack {version('ministack')}, requirements.txt wants {pinned}")


def check_address():
    """ministack accepts any credentials and runs what it is given: nobody but this machine may reach it."""
    if os.environ.get("BIND_HOST") != "127.0.0.1":
        sys.exit("emulator: BIND_HOST must be 127.0.0.1")


def main():
    check_version()
    check_address()
    for gap in GAPS:
        gap.close()
    app.main()


if __name__ == "__main__":
    main()
