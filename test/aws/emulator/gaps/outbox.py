"""Where messages go that would leave AWS: each becomes a file `<nanoseconds>.json` in the directory EMULATOR_OUTBOX."""

import json
import os
import time
from pathlib import Path

from ministack.services import sns

from gaps.names import need, replace

# Each is called with what is published: ARN of the topic, subject, a function from protocol to text, attributes.
listeners = []


def leave(to, subject, text, **more):
    file = Path(os.environ["EMULATOR_OUTBOX"]) / f"{time.time_ns()}.json"
    part = file.with_suffix(".part")
    part.write_text(json.dumps({"to": to, "subject": subject, "text": text, **more}), encoding="utf-8")
    # Whoever reads the directory never sees half a message.
    part.rename(file)


def close():
    need(sns, "_resolve_message_for_protocol")

    def published(original):
        # Callers name these as ministack does.
        def fan_out(topic_arn, msg_id, message, subject, message_structure="", message_attributes=None, **fifo):
            original(topic_arn, msg_id, message, subject, message_structure, message_attributes, **fifo)

            def body_for(protocol):
                return sns._resolve_message_for_protocol(message, message_structure, protocol)

            for hear in listeners:
                hear(topic_arn, subject, body_for, message_attributes or {})

        return fan_out

    replace(sns, "_fanout", published)
