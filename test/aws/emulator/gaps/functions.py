"""Properties of AWS::Lambda::Function that ministack's CloudFormation drops without a word."""

from gaps.names import need, wrap_handler

SHOWN = ("VpcConfig", "DeadLetterConfig")


def keep_properties(name, props):
    """Concurrency is kept beside the configuration, where ministack looks for it before it runs a function."""
    from ministack.services import lambda_svc

    function = need(lambda_svc, "_functions")[name]
    for key in SHOWN:
        function["config"].pop(key, None)
        if props.get(key):
            function["config"][key] = props[key]
    reserved = props.get("ReservedConcurrentExecutions")
    function["concurrency"] = None if reserved is None else int(reserved)


def close():
    def created(original):
        def create(logical_id, props, stack_name):
            name, attributes = original(logical_id, props, stack_name)
            keep_properties(name, props)
            return name, attributes

        return create

    def updated(original):
        def update(physical_id, old_props, new_props, stack_name, logical_id=None):
            name, attributes = original(physical_id, old_props, new_props, stack_name, logical_id)
            keep_properties(name, new_props)
            return name, attributes

        return update

    wrap_handler("AWS::Lambda::Function", create=created, update=updated)
