"""Resource types that CloudFormation knows and ministack does not: without them it refuses the whole template.

They are accepted, nothing more. None of them takes part in what the functions do; what they say is asserted on the
synthesised template.
"""

import hashlib

from ministack.services.cloudformation import provisioners

from gaps.names import need

# Type, how its id begins, and the attribute besides `Id` that templates read it by.
ACCEPTED = (
    ("AWS::Athena::NamedQuery", "query", "NamedQueryId"),
    ("AWS::CloudWatch::CompositeAlarm", "alarm", "Arn"),
    ("AWS::EC2::SecurityGroupEgress", "sgr", "Id"),
    ("AWS::EC2::SecurityGroupIngress", "sgr", "Id"),
    ("AWS::Logs::QueryDefinition", "query", "QueryDefinitionId"),
)


def accept(handlers, resource_type, prefix, attribute):
    def create(logical_id, props, stack_name):
        identity = f"{prefix}-{hashlib.sha256(f'{stack_name}:{logical_id}'.encode()).hexdigest()[:17]}"
        return identity, {"Id": identity, attribute: identity}

    def update(physical_id, old_props, new_props, stack_name):
        return physical_id, {"Id": physical_id, attribute: physical_id}

    # A type that ministack has learned meanwhile is better than an accepted one.
    handlers.setdefault(resource_type, {"create": create, "update": update, "delete": lambda physical_id, props: None})


def close():
    need(provisioners, "_RESOURCE_HANDLERS")
    for resource_type, prefix, attribute in ACCEPTED:
        accept(provisioners._RESOURCE_HANDLERS, resource_type, prefix, attribute)
