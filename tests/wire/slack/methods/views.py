"""views.*: modals and the Home tab."""

from tests.wire.slack import faces, stacks
from tests.wire.slack.call import Call, Method, Refused, invalid
from tests.wire.slack.things import Json, Trigger, View


def open_(call: Call) -> Json:
    trigger, spec = _trigger(call), _spec(call, "modal")
    return _shown(call, stacks.open_(call.world, stacks.spent(call.world, trigger.id), spec))


def push(call: Call) -> Json:
    """Only with a trigger that came from a modal."""
    trigger, spec = _trigger(call), _spec(call, "modal")
    stacks.spent(call.world, trigger.id)
    if not trigger.modal:
        raise Refused("not_found")
    return _shown(call, stacks.push(call.world, trigger.user, spec))


def _trigger(call: Call) -> Trigger:
    """The trigger, if it is this workspace's; a bad view does not use it up."""
    name = call.text("trigger_id")
    if not name:
        raise invalid("invalid_arguments", ["missing required field: trigger_id [json-pointer:]"])
    found = call.world.triggers.get(name)
    if found is None or not call.sees(found.team):
        raise Refused("invalid_trigger_id")
    return found


def _spec(call: Call, kind: str) -> Json:
    value = call.json("view", "invalid_arguments")
    if value is None:
        raise invalid("invalid_arguments", ["missing required field: view [json-pointer:/view]"])
    return stacks.checked(call.world, value, kind)


def update(call: Call) -> Json:
    found = stacks.open_view(call.world, call.text("view_id"), call.text("external_id"))
    if not call.sees(found.team):
        raise Refused("not_found")
    _fresh(call, found)
    return _shown(call, stacks.update(call.world, found, _spec(call, found.type)))


def _fresh(call: Call, found: View | None) -> None:
    given = call.text("hash")
    if given and (found is None or given != found.hash):
        raise Refused("hash_conflict")


def publish(call: Call) -> Json:
    user = call.world.users.get(call.text("user_id"))
    if user is None or not call.sees(user.team):
        raise invalid("invalid_arguments", ["invalid `user_id` [json-pointer:/user_id]"])
    if not call.world.app.home:
        raise Refused("not_enabled")
    _fresh(call, call.world.homes.get(user.id))
    return _shown(call, stacks.publish(call.world, user.id, _spec(call, "home")))


def _shown(call: Call, view: View) -> Json:
    return {"view": faces.view(call.world, view)}


METHODS = (
    Method("views.open", 4, open_),
    Method("views.push", 4, push),
    Method("views.update", 4, update),
    Method("views.publish", 4, publish),
)
