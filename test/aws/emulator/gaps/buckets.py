"""Object Lock of AWS::S3::Bucket, which ministack's CloudFormation drops without a word: nothing would be held."""

from gaps.names import need, wrap_handler


def keep_lock(name, props):
    from ministack.services import s3

    if not props.get("ObjectLockEnabled"):
        return
    rule = (props.get("ObjectLockConfiguration") or {}).get("Rule") or {}
    locks = need(s3, "_bucket_object_lock")
    locks[name] = {"enabled": True, "default_retention": rule.get("DefaultRetention")}


def close():
    def created(original):
        def create(logical_id, props, stack_name):
            name, attributes = original(logical_id, props, stack_name)
            keep_lock(name, props)
            return name, attributes

        return create

    def updated(original):
        def update(physical_id, old_props, new_props, stack_name):
            name, attributes = original(physical_id, old_props, new_props, stack_name)
            keep_lock(name, new_props)
            return name, attributes

        return update

    wrap_handler("AWS::S3::Bucket", create=created, update=updated)
