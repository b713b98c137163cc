"""Subscriptions that somebody has to confirm.

On AWS an address gets a message with a link and hears nothing before the link was followed. ministack confirms email
at once, never asks an HTTP endpoint that a template subscribes (so it hears nothing for ever), and lists
subscriptions that wait under an ARN which they do not have yet.
"""

import asyncio
import threading
import uuid

from ministack.services import sns

from gaps import mail
from gaps.names import need, replace, wrap_handler

CONFIRMED_BY_PEOPLE = ("email", "email-json", "http", "https")


def ask(topic, subscription):
    """Sends the message with the link, to where the subscription leads."""
    subscription.update(confirmed=False, token=uuid.uuid4().hex)
    subscription["attributes"]["PendingConfirmation"] = "true"
    sns._refresh_subscription_counts(topic)
    if subscription["protocol"].startswith("email"):
        mail.ask(subscription)
        return
    send = sns._send_subscription_confirmation
    threading.Thread(target=lambda: asyncio.run(send(topic["arn"], subscription)), daemon=True).start()


def ask_if_needed(arn, protocols):
    for topic in sns._topics.values():
        for each in topic["subscriptions"]:
            if each["arn"] == arn and each["protocol"] in protocols:
                ask(topic, each)


def close():
    need(sns, "_topics", "_sub_arn_to_topic", "_refresh_subscription_counts", "_send_subscription_confirmation")

    def subscribed(original):
        def subscribe(params):
            before = set(sns._sub_arn_to_topic)
            answer = original(params)
            for arn in set(sns._sub_arn_to_topic) - before:
                # HTTP endpoints are asked by the API itself.
                ask_if_needed(arn, ("email", "email-json"))
            return answer

        return subscribe

    def listed(original):
        def list_by_topic(params):
            status, headers, body = original(params)
            for topic in sns._topics.values():
                for each in topic["subscriptions"]:
                    if not each["confirmed"]:
                        body = body.replace(each["arn"].encode(), b"PendingConfirmation")
            return status, headers, body

        return list_by_topic

    replace(sns, "_subscribe", subscribed)
    replace(sns, "_list_subscriptions_by_topic", listed)
    wrap_handler(
        "AWS::SNS::Subscription",
        create=lambda arn, props: ask_if_needed(arn, CONFIRMED_BY_PEOPLE),
        update=lambda arn, props: None,
    )
