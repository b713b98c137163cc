"""Subscriptions that somebody has to confirm.

On AWS an address gets a message with a link and hears nothing before the link was followed. ministack confirms email
at once, never asks an HTTP endpoint that a template subscribes (so it hears nothing for ever), and lists
subscriptions that wait under an ARN which they do not have yet.
"""

import asyncio
import threading
import uuid

from gaps import mail
from gaps.names import need, replace, wrap_handler

CONFIRMED_BY_PEOPLE = ("email", "email-json", "http", "https")


def ask(topic, subscription):
    """Sends the message with the link, to where the subscription leads."""
    from ministack.services import sns

    send, count = need(sns, "_send_subscription_confirmation", "_refresh_subscription_counts")
    subscription.update(confirmed=False, token=uuid.uuid4().hex)
    subscription["attributes"]["PendingConfirmation"] = "true"
    count(topic)
    if subscription["protocol"].startswith("email"):
        mail.ask(subscription)
    else:
        threading.Thread(target=lambda: asyncio.run(send(topic["arn"], subscription)), daemon=True).start()


def newest(arn=None):
    """The subscription of this ARN, or the one made last, with its topic."""
    from ministack.services import sns

    topics = need(sns, "_topics").values()
    pairs = [(topic, each) for topic in topics for each in topic["subscriptions"] if arn in (None, each["arn"])]
    return pairs[-1] if pairs else (None, None)


def close():
    from ministack.services import sns

    def created(original):
        def create(logical_id, props, stack_name):
            arn, attributes = original(logical_id, props, stack_name)
            topic, subscription = newest(arn)
            if subscription is not None and subscription["protocol"] in CONFIRMED_BY_PEOPLE:
                ask(topic, subscription)
            return arn, attributes

        return create

    def subscribed(original):
        """The API asks HTTP endpoints itself."""

        def subscribe(params):
            known = need(sns, "_sub_arn_to_topic")
            before = set(known)
            answer = original(params)
            for arn in set(known) - before:
                topic, subscription = newest(arn)
                if subscription["protocol"].startswith("email"):
                    ask(topic, subscription)
            return answer

        return subscribe

    def listed(original):
        def list_by_topic(params):
            status, headers, body = original(params)
            for topic in need(sns, "_topics").values():
                for each in topic["subscriptions"]:
                    if not each["confirmed"]:
                        body = body.replace(each["arn"].encode(), b"PendingConfirmation")
            return status, headers, body

        return list_by_topic

    wrap_handler("AWS::SNS::Subscription", create=created)
    replace(sns, "_subscribe", subscribed)
    replace(sns, "_list_subscriptions_by_topic", listed)
