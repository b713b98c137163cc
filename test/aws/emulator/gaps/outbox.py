"""Where messages go that would leave AWS: each becomes a file `<nanoseconds>.json` in the directory EMULATOR_OUTBOX."""

import json
import os
import time
from pathlib import Path

from gaps.names import need, replace

# Called with each message that is published: (topic ARN, subject, message for a protocol, whether a filter lets it by)
listeners = []


def leave(to, subject, text, **more):
    file = Path(os.environ["EMULATOR_OUTBOX"]) / f"{time.time_ns()}.json"
    part = file.with_suffix(".part")
    part.write_text(json.dumps({"to": to, "subject": subject, "text": text, **more}), encoding="utf-8")
    # Whoever reads the directory never sees half a message.
    part.rename(file)


def close():
    from ministack.services import sns

    body_of = need(sns, "_resolve_message_for_protocol")

    def published(original):
        # Callers name these as ministack does.
        def fan_out(topic_arn, msg_id, message, subject, message_structure="", message_attributes=None, **fifo):
            original(topic_arn, msg_id, message, subject, message_structure, message_attributes, **fifo)
            for hear in listeners:
                hear(
                    topic_arn,
                    subject,
                    lambda protocol: body_of(message, message_structure, protocol),
                    message_attributes or {},
                )

        return fan_out

    replace(sns, "_fanout", published)
