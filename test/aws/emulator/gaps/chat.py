"""Amazon Q Developer in chat applications: what its configuration of a Slack channel would post there.

The service subscribes the channel to the topics over https, and takes notifications of CloudWatch and those of the
schema for custom ones; everything else it drops.
https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
"""

import json

from ministack.core.responses import get_account_id
from ministack.services.cloudformation import provisioners

from gaps import outbox
from gaps.names import need

RESOURCE_TYPE = "AWS::Chatbot::SlackChannelConfiguration"
LONGEST = {"title": 250, "description": 8000, "nextSteps": 350, "keywords": 75}

# ARN of a topic -> ARN of a configuration -> name of the channel in the outbox
channels = {}


def create(logical_id, props, stack_name):
    arn = f"arn:aws:chatbot::{get_account_id()}:chat-configuration/slack-channel/{props['ConfigurationName']}"
    for topic_arn in props.get("SnsTopicArns", []):
        channels.setdefault(topic_arn, {})[arn] = f"slack:{props['SlackWorkspaceId']}/{props['SlackChannelId']}"
    return arn, {"Arn": arn}


def delete(physical_id, props):
    for subscribed in channels.values():
        subscribed.pop(physical_id, None)


def update(physical_id, old_props, new_props, stack_name, logical_id=None):
    delete(physical_id, old_props)
    return create(logical_id, new_props, stack_name)


def problem_of(text):
    """Why a message would be dropped, or None."""
    try:
        message = json.loads(text)
    except ValueError:
        return "it is no JSON"
    if not isinstance(message, dict):
        return "it is no object"
    if "AlarmName" in message:
        return None
    content = message.get("content")
    if message.get("version") != "1.0" or message.get("source") != "custom" or not isinstance(content, dict):
        return "it is no custom notification of version 1.0"
    if not isinstance(content.get("description"), str):
        return "it has no description"
    for name, longest in LONGEST.items():
        values = content.get(name, [])
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, str) or len(value) > longest:
                return f"{name} is longer than {longest}"
    return None


def hear(topic_arn, subject, body_for, attributes):
    for channel in channels.get(topic_arn, {}).values():
        text = body_for("https")
        problem = problem_of(text)
        if problem is not None:
            print(f"emulator: Event received is not supported ({channel}): {problem}", flush=True)
            continue
        content = json.loads(text).get("content", {})
        outbox.leave(channel, content.get("title", ""), text)


def close():
    need(provisioners, "_RESOURCE_HANDLERS")
    steps = {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}
    provisioners._RESOURCE_HANDLERS.setdefault(RESOURCE_TYPE, steps)
    outbox.listeners.append(hear)
