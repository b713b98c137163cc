"""Schedules of EventBridge Scheduler.

ministack hands the keywords of a schedule's input on as they are written, its CloudFormation forgets when a schedule
begins, ends, and in which time zone it is meant, and it looks for due schedules every 10 s.
"""

import datetime
import time
import uuid

from ministack.services import eventbridge, scheduler

from gaps.names import need, replace, wrap_handler

KEPT = ("ScheduleExpressionTimezone", "StartDate", "EndDate", "ActionAfterCompletion", "KmsKeyArn")
LOOK_EVERY = 0.5


def due_at(schedule, now):
    """When the schedule wanted to run, in seconds: not when it was found due, which is later and differs each time."""
    expression = schedule["ScheduleExpression"]
    once = scheduler._at_time_epoch(expression)
    if once is not None:
        return once
    interval = eventbridge._parse_rate_seconds(expression)
    if interval is None:
        # cron() knows no seconds.
        return now - now % 60
    created = schedule["CreationDate"]
    return created + (now - created) // interval * interval


def keywords(schedule):
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html"""
    due = datetime.datetime.fromtimestamp(due_at(schedule, time.time()), datetime.timezone.utc)
    return {
        "<aws.scheduler.schedule-arn>": schedule["Arn"],
        "<aws.scheduler.scheduled-time>": due.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "<aws.scheduler.execution-id>": str(uuid.uuid4()),
        "<aws.scheduler.attempt-number>": "1",
    }


def fill_in(schedule, target):
    text = target.get("Input")
    if not text:
        return target
    for keyword, value in keywords(schedule).items():
        text = text.replace(keyword, value)
    return {**target, "Input": text}


def keep_properties(name, props):
    schedule = scheduler._schedules[f"{props.get('GroupName', 'default')}/{name}"]
    schedule.update({key: props[key] for key in KEPT if key in props})


def close():
    need(scheduler, "_at_time_epoch", "_schedules")
    need(eventbridge, "_parse_rate_seconds")

    def invoked(original):
        def invoke_target(target, event, rule, view=None):
            # Rules come this way too; a schedule has its one target in itself.
            own = rule is not None and rule.get("Target") is target
            return original(fill_in(rule, target) if own else target, event, rule, view)

        return invoke_target

    replace(eventbridge, "_invoke_target", invoked)
    replace(scheduler, "_SCHEDULE_TICK_INTERVAL", lambda original: LOOK_EVERY)
    wrap_handler("AWS::Scheduler::Schedule", create=keep_properties, update=keep_properties)
