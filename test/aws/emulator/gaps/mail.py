"""Mail from a topic to those who confirmed that they want it. ministack only mentions it in its log."""

import os

from gaps import outbox
from gaps.names import need

SUBJECT = "AWS Notification Message"


def ask(subscription):
    """`confirm` is the link that the mail asks to follow."""
    base = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}/"
    link = f"{base}?Action=ConfirmSubscription&TopicArn={subscription['topic_arn']}&Token={subscription['token']}"
    text = f"You have chosen to subscribe to the topic:\n{subscription['topic_arn']}\n"
    outbox.leave(subscription["endpoint"], "AWS Notification - Subscription Confirmation", text, confirm=link)


def hear(topic_arn, subject, body_for, attributes):
    from ministack.services import sns

    find, matches = need(sns, "_topic_by_arn_any_scope", "_matches_filter_policy")
    text = body_for("email")
    for each in (find(topic_arn) or {"subscriptions": []})["subscriptions"]:
        if each["protocol"] == "email" and each["confirmed"] and matches(each, attributes, text):
            outbox.leave(each["endpoint"], subject or SUBJECT, text)


def close():
    outbox.listeners.append(hear)
