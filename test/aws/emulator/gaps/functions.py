"""Properties of AWS::Lambda::Function that ministack's CloudFormation drops without a word."""

from ministack.services import lambda_svc

from gaps.names import need, wrap_handler

SHOWN = ("VpcConfig", "DeadLetterConfig")


def keep_properties(name, props):
    """Concurrency is kept beside the configuration, where ministack looks for it before it runs a function."""
    function = lambda_svc._functions[name]
    for key in SHOWN:
        function["config"].pop(key, None)
        if props.get(key):
            function["config"][key] = props[key]
    reserved = props.get("ReservedConcurrentExecutions")
    function["concurrency"] = None if reserved is None else int(reserved)


def close():
    need(lambda_svc, "_functions")
    wrap_handler("AWS::Lambda::Function", create=keep_properties, update=keep_properties)
