"""Access to what ministack keeps to itself."""

import sys

from ministack.services.cloudformation import provisioners


def need(owner, *names):
    """Ends the emulator at once when a name is gone that a gap leans on: later it would only stay open, unnoticed."""
    missing = [name for name in names if not hasattr(owner, name)]
    if missing:
        sys.exit(f"emulator: {owner.__name__} has no {', '.join(missing)} any more, so gaps/ has to be adapted")


def replace(owner, name, make):
    """Puts `make(original)` in the place of `owner.name`; what another module took at import stays the old one."""
    need(owner, name)
    setattr(owner, name, make(getattr(owner, name)))


def wrap_handler(resource_type, create, update):
    """Lets `create(physical_id, props)` and `update(physical_id, props)` follow what ministack does for a type."""
    need(provisioners, "_RESOURCE_HANDLERS")
    steps = provisioners._RESOURCE_HANDLERS.get(resource_type)
    if steps is None or not {"create", "update"} <= set(steps):
        sys.exit(f"emulator: {resource_type} is not created and updated as before, so gaps/ has to be adapted")
    create_before, update_before = steps["create"], steps["update"]

    def created(logical_id, props, stack_name):
        physical_id, attributes = create_before(logical_id, props, stack_name)
        create(physical_id, props)
        return physical_id, attributes

    # Some types want the logical id besides.
    def updated(physical_id, old_props, new_props, *more, **named):
        new_id, attributes = update_before(physical_id, old_props, new_props, *more, **named)
        update(new_id, new_props)
        return new_id, attributes

    steps.update(create=created, update=updated)
