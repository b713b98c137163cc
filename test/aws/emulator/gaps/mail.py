"""Mail from a topic to those who confirmed that they want it. ministack only mentions it in its log."""

import os

from ministack.services import sns

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
    topic = sns._topic_by_arn_any_scope(topic_arn) or {"subscriptions": []}
    text = body_for("email")
    for each in topic["subscriptions"]:
        wanted = each["protocol"] == "email" and each["confirmed"]
        if wanted and sns._matches_filter_policy(each, attributes, text):
            outbox.leave(each["endpoint"], subject or SUBJECT, text)


def close():
    need(sns, "_topic_by_arn_any_scope", "_matches_filter_policy")
    outbox.listeners.append(hear)
