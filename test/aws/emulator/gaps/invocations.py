"""Asynchronous invocations as AWS does them.

ministack runs a function that a rule, a schedule or a topic starts once and forgets it: no retries, no event age, no
dead letters, and an event that finds the reserved concurrency taken is lost. On AWS these events wait in a queue: one
that is throttled is tried again until it is too old, one whose function failed as often as the function's settings
allow, and what is given up goes to the function's dead-letter queue or on-failure destination.
"""

import contextvars
import json
import threading
import time

from ministack.services import eventbridge, lambda_svc, sns, sqs

from gaps.names import need, replace

# AWS tries a throttled event again after a second, later after minutes. Tests need not wait for that.
THROTTLED_PAUSE = 0.2
# AWS waits one minute before the first retry and two before the second.
RETRY_PAUSE = 1
DEFAULT_RETRIES = 2
DEFAULT_EVENT_AGE = 6 * 3600


def invoke(record, event):
    """Queues one event for a function; returns at once."""
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work_off, record, event), daemon=True).start()


def work_off(record, event):
    settings = settings_of(record)
    retries = int(settings.get("MaximumRetryAttempts", DEFAULT_RETRIES))
    end = time.monotonic() + int(settings.get("MaximumEventAgeInSeconds", DEFAULT_EVENT_AGE))
    failures = 0
    while True:
        result = lambda_svc._execute_function_with_config_scope(record, event)
        if not result.get("error"):
            return
        throttled = bool(result.get("throttle"))
        failures += 0 if throttled else 1
        pause = THROTTLED_PAUSE if throttled else RETRY_PAUSE
        if failures > retries or time.monotonic() + pause > end:
            give_up(record, settings, event, result)
            return
        time.sleep(pause)


def settings_of(record):
    return record.get("event_invoke_config") or (record.get("event_invoke_configs") or {}).get("$LATEST") or {}


def give_up(record, settings, event, result):
    """A destination is told the circumstances with the event; a dead-letter queue gets the event as it was."""
    destination = (settings.get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination")
    dead_letters = (record["config"].get("DeadLetterConfig") or {}).get("TargetArn")
    if destination:
        lambda_svc._route_async_failure(destination, record["config"]["FunctionName"], event, result)
    if dead_letters:
        leave_in_queue(dead_letters, event, result)


def leave_in_queue(queue_arn, event, result):
    queue = sqs._queue_by_arn(queue_arn)
    if queue is None:
        print(f"emulator: there is no dead-letter queue {queue_arn}", flush=True)
        return
    reason = result["body"].get("errorMessage", "") if isinstance(result.get("body"), dict) else ""
    message = {
        "id": f"dead-letter-{time.time_ns()}",
        "body": json.dumps(event),
        "message_attributes": {"ErrorMessage": {"DataType": "String", "StringValue": str(reason)[:1024]}},
    }
    sqs._ensure_msg_fields(message)
    queue["messages"].append(message)


def start_by_arn(arn, event):
    function, config, name = lambda_svc._get_func_record_for_ref(arn)
    if function is None or config is None:
        print(f"emulator: there is no function {name} for an event", flush=True)
        return
    invoke(lambda_svc._execution_record_for_config(function, config), event)


def deliver_notification(endpoint, envelope, topic_arn, subscription_arn, *_):
    """What a topic hands to a function."""
    record = {"EventVersion": "1.0", "EventSubscriptionArn": subscription_arn, "EventSource": "aws:sns"}
    start_by_arn(endpoint, {"Records": [{**record, "Sns": json.loads(envelope)}]})


def close():
    need(lambda_svc, "_execute_function_with_config_scope", "_route_async_failure")
    need(lambda_svc, "_get_func_record_for_ref", "_execution_record_for_config")
    need(sqs, "_queue_by_arn", "_ensure_msg_fields")
    replace(lambda_svc, "invoke_async_with_retry", lambda original: invoke)
    replace(eventbridge, "_dispatch_to_lambda", lambda original: lambda arn, text: start_by_arn(arn, json.loads(text)))
    replace(sns, "_deliver_to_lambda", lambda original: deliver_notification)
