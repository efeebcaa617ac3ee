"""Modals, at most three on top of each other, and Home tabs."""

from copy import deepcopy

from tests.wire.slack import content, states
from tests.wire.slack.blocks import view_errors
from tests.wire.slack.call import Refused, invalid
from tests.wire.slack.things import Json, Trigger, View
from tests.wire.slack.world import World

MOST = 3  # views in a stack


def spent(world: World, name: str) -> Trigger:
    """The trigger_id, used up by this; refused when it is unknown, old, or used already."""
    found = world.triggers.get(name)
    if found is None:
        raise Refused("invalid_trigger_id")
    if found.used:
        raise Refused("exchanged_trigger_id")
    if world.clock.now() - found.made > world.trigger_life:
        raise Refused("expired_trigger_id")
    found.used = True
    return found


def checked(world: World, spec: Json, kind: str) -> Json:
    """A view that Slack would show, with the ids it gives to blocks without one."""
    wrong = view_errors(spec)
    if not wrong and spec["type"] != kind:
        wrong = ["must match the `type` of the surface [json-pointer:/view/type]"]
    if any("view_too_large" in w for w in wrong):
        raise Refused("view_too_large")
    if wrong:
        raise invalid("invalid_arguments", wrong)
    return deepcopy(spec) | {"blocks": content.dressed(world, spec["blocks"])}


def open_(world: World, trigger: Trigger, spec: Json) -> View:
    """A new stack in front of the user, instead of what was open."""
    made = _made(world, trigger.user, spec)
    world.stacks[trigger.user] = [made.id]
    return made


def push(world: World, user: str, spec: Json) -> View:
    """A view on top of the one the user looks at."""
    stack = world.stacks.get(user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= MOST:
        raise Refused("push_limit_reached")
    made = _made(world, user, spec)
    made.root, made.previous = stack[0], stack[-1]
    world.stacks[user] = [*stack, made.id]
    return made


def update(world: World, found: View, spec: Json) -> View:
    """The same view with other content; what was typed stays in the fields that are still there."""
    _unclaimed(world, found, spec)
    found.spec, found.hash = spec, _hash(world)
    found.values = states.kept(spec["blocks"], found.values)
    found.errors, found.trouble = {}, ""
    found.updates += 1
    return found


def publish(world: World, user: str, spec: Json) -> View:
    before = world.homes.get(user)
    if before is not None:
        return update(world, before, spec)
    made = _made(world, user, spec)
    world.homes[user] = made
    return made


def open_view(world: World, view: str, external: str) -> View:
    """A modal that is open in front of someone, or a Home tab."""
    shown = [v for stack in world.stacks.values() for v in stack]
    homes = [h.id for h in world.homes.values()]
    for name in shown + homes:
        found = world.views[name]
        if name == view or (external and found.spec.get("external_id") == external):
            return found
    raise Refused("not_found")


def close(world: World, user: str, *, all_of_them: bool = False) -> list[View]:
    """Take away the front view, or the whole stack; what was taken away, front first."""
    stack = world.stack(user)
    kept = [] if all_of_them else stack[:-1]
    world.stacks[user] = [v.id for v in kept]
    return list(reversed(stack[len(kept) :]))


def _made(world: World, user: str, spec: Json) -> View:
    name, team = world.mint("V", spec["type"]), world.users[user].team
    made = View(name, team, user, spec, _hash(world), name)
    _unclaimed(world, made, spec)
    made.values = states.start(spec["blocks"])
    world.views[name] = made
    return made


def _unclaimed(world: World, view: View, spec: Json) -> None:
    external = spec.get("external_id")
    if not external:
        return
    if any(v.spec.get("external_id") == external and v.id != view.id for v in world.views.values()):
        raise Refused("duplicate_external_id")


def _hash(world: World) -> str:
    return f"{int(world.clock.now())}.{world.secret(8)}"
