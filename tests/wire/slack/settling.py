"""What Slack's client does with an app's answers."""

from tests.wire.slack import hooks, stacks
from tests.wire.slack.call import Refused
from tests.wire.slack.parcels import Answer
from tests.wire.slack.things import Json, View
from tests.wire.slack.world import World

TROUBLE = "We had some trouble connecting. Try again?"
WRONG = "Oh no, something went wrong. Please try that again."
FAILED = {"http_timeout": "operation_timeout"}


def command(world: World, answer: Answer) -> Answer:
    """A command's answer is a message for the person who gave it."""
    user, name = answer.parcel.payload["user_id"], answer.parcel.payload["command"]
    if not answer.ok:
        why = FAILED.get(answer.why, "dispatch_failed")
        world.trouble(user, f'{name} failed with the error "{why}"')
        return answer
    if not answer.body:
        return answer
    try:
        hooks.said(world, world.hooks[answer.parcel.payload["response_url"]], _message(answer))
    except Refused as refused:
        world.trouble(user, f'{name} failed with the error "{refused.error}"')
    return answer


def _message(answer: Answer) -> Json:
    """JSON, or the text itself."""
    return answer.json or {"text": answer.body}


def act(world: World, answer: Answer) -> Answer:
    """A button, a menu or a shortcut: the answer says nothing but that it came."""
    if not answer.ok:
        world.trouble(answer.parcel.payload["user"]["id"], WRONG)
    return answer


def submitted(world: World, answer: Answer, view: View) -> Answer:
    """A form's answer closes it, or says what to do with it."""
    if not answer.ok:
        return _trouble(world, answer, view)
    try:
        answer.errors = _followed(world, answer, view)
    except Refused as refused:
        answer.errors = {"": f"{refused.error} {refused.more}"}
        return _trouble(world, answer, view)
    return answer


def _followed(world: World, answer: Answer, view: View) -> dict[str, str]:
    """Do as the app says; the errors that now stand in the form."""
    told = answer.json
    match told.get("response_action"):
        case None if not answer.body.strip():
            _closed(world, view)
        case "errors":
            return _errors(view, told.get("errors"))
        case "update":
            stacks.update(world, view, stacks.checked(world, told.get("view"), "modal"))
        case "push":
            stacks.push(world, view.user, stacks.checked(world, told.get("view"), "modal"))
        case "clear":
            stacks.close(world, view.user, all_of_them=True)
        case other:
            raise Refused(f"response_action {other!r}")
    return {}


def _errors(view: View, errors: Json) -> dict[str, str]:
    """Errors go beside inputs, by block id; anything else Slack does not understand."""
    inputs = {b["block_id"] for b in view.blocks if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise Refused("errors for what is no input", given=errors)
    if not all(isinstance(e, str) and e for e in errors.values()):
        raise Refused("errors that say nothing", given=errors)
    view.errors = dict(errors)
    return view.errors


def _closed(world: World, view: View) -> None:
    stack = world.stacks.get(view.user, [])
    world.stacks[view.user] = [name for name in stack if name != view.id]


def _trouble(world: World, answer: Answer, view: View) -> Answer:
    view.trouble = TROUBLE
    world.trouble(view.user, TROUBLE)
    return answer
