"""Access to what ministack keeps to itself."""

import sys


def need(owner, *names):
    """The named parts of a module, or the end: without one of them the gap would stay open unnoticed."""
    missing = [name for name in names if not hasattr(owner, name)]
    if missing:
        sys.exit(f"emulator: {owner.__name__} has no {', '.join(missing)} any more, so gaps/ has to be adapted")
    found = [getattr(owner, name) for name in names]
    return found[0] if len(found) == 1 else found


def replace(owner, name, make):
    """Puts `make(original)` in the place of `owner.name`. A copy that another module took at import stays the old one."""
    setattr(owner, name, make(need(owner, name)))


def wrap_handler(resource_type, **makers):
    """Replaces steps (`create`, `update`, `delete`) of a resource type that ministack has itself."""
    from ministack.services.cloudformation import provisioners

    steps = need(provisioners, "_RESOURCE_HANDLERS").get(resource_type)
    if steps is None or not set(makers) <= set(steps):
        sys.exit(f"emulator: {resource_type} has other steps than {', '.join(makers)}, so gaps/ has to be adapted")
    for step, make in makers.items():
        steps[step] = make(steps[step])
