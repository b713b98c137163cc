"""Properties of AWS::S3::Bucket that ministack's CloudFormation drops without a word.

Without its lock nothing would be held, and without its tags a bucket is not emptied when the CDK is to delete it.
"""

from gaps.names import need, wrap_handler


def keep_properties(name, props):
    from ministack.services import s3

    tags, locks = need(s3, "_bucket_tags", "_bucket_object_lock")
    tags[name] = {each["Key"]: each["Value"] for each in props.get("Tags", [])}
    if props.get("ObjectLockEnabled"):
        rule = (props.get("ObjectLockConfiguration") or {}).get("Rule") or {}
        locks[name] = {"enabled": True, "default_retention": rule.get("DefaultRetention")}


def close():
    def created(original):
        def create(logical_id, props, stack_name):
            name, attributes = original(logical_id, props, stack_name)
            keep_properties(name, props)
            return name, attributes

        return create

    def updated(original):
        def update(physical_id, old_props, new_props, stack_name):
            name, attributes = original(physical_id, old_props, new_props, stack_name)
            keep_properties(name, new_props)
            return name, attributes

        return update

    wrap_handler("AWS::S3::Bucket", create=created, update=updated)
