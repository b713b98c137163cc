"""Properties of AWS::S3::Bucket that ministack's CloudFormation drops without a word.

Without its lock nothing would be held, and without its tags a bucket is not emptied when the CDK is to delete it.
"""

from ministack.services import s3

from gaps.names import need, wrap_handler


def keep_properties(name, props):
    s3._bucket_tags[name] = {each["Key"]: each["Value"] for each in props.get("Tags", [])}
    if props.get("ObjectLockEnabled"):
        rule = (props.get("ObjectLockConfiguration") or {}).get("Rule") or {}
        s3._bucket_object_lock[name] = {"enabled": True, "default_retention": rule.get("DefaultRetention")}


def close():
    need(s3, "_bucket_tags", "_bucket_object_lock")
    wrap_handler("AWS::S3::Bucket", create=keep_properties, update=keep_properties)
