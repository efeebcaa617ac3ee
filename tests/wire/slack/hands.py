"""What a person's hands can reach: the buttons and menus of what they see, and a form's fields."""

from tests.wire.slack.states import HOLDS, LISTS, elements
from tests.wire.slack.things import Json, View
from tests.wire.slack.world import World

REQUIRED = "Please complete this required field."


def reach(blocks: list[Json], wanted: str, value: str | None = None) -> tuple[Json, Json]:
    """The one element with that label, action id or value, and its block. A test that reaches for
    what is not there, or for one of several, fails and reads what there is."""
    found = list(elements(blocks))
    hits = [(b, e) for b, e in found if wanted in names(b, e)]
    hits = [(b, e) for b, e in hits if value is None or e.get("value") == value]
    there = ", ".join("/".join(names(b, e)) for b, e in found) or "nothing"
    assert len(hits) == 1, f"{len(hits)} elements are called {wanted!r}; there is {there}"
    return hits[0]


def names(block: Json, element: Json) -> list[str]:
    """What a test may call an element by."""
    label = element.get("text") or block.get("label") or element.get("placeholder") or {}
    shown = [label.get("text"), element.get("action_id"), element.get("value")]
    more = [block.get("block_id")] if block["type"] == "input" else []
    return [str(n) for n in [*shown, *more] if n]


def pressed(world: World, block: Json, element: Json) -> Json:
    """The action that a button's press sends."""
    kept = {k: element[k] for k in ("value", "style", "url") if k in element}
    return _action(world, block, element) | {"text": element["text"], **kept}


def picked(world: World, block: Json, element: Json, choice: Json) -> Json:
    """The action that a choice in a menu or picker sends."""
    if element["type"] == "overflow":
        return _action(world, block, element) | {"selected_option": _option(element, choice)}
    more = {k: element[k] for k in ("placeholder", "initial_option") if k in element}
    return _action(world, block, element) | more | held(element, choice)


def _action(world: World, block: Json, element: Json) -> Json:
    return {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": world.ts(),
    }


def held(element: Json, choice: Json) -> Json:
    """What an element holds after a choice: an option by its value or its label."""
    where = HOLDS[element["type"]][0]
    if where == "selected_option":
        value = _option(element, choice) if choice else None
    elif where == "selected_options":
        value = [_option(element, c) for c in choice or []]
    elif where in LISTS:
        value = list(choice or [])
    else:
        value = choice if choice not in {"", None} else None
    return {"type": element["type"], where: value}


def _option(element: Json, choice: str) -> Json:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    hits = [o for o in options if choice in {o["value"], o["text"]["text"]}]
    there = ", ".join(o["text"]["text"] for o in options)
    assert len(hits) == 1, f"{len(hits)} options are called {choice!r}; there is {there}"
    return hits[0]


def fill(view: View, values: dict[str, Json]) -> None:
    """Type and choose in a form; fields are called by label, block id or action id."""
    for name, choice in values.items():
        block, element = reach(view.blocks, name)
        at = view.values.setdefault(block["block_id"], {})
        at[element["action_id"]] = held(element, choice)


def refusals(view: View) -> dict[str, str]:
    """What Slack's own client says before a form is sent, by block id."""
    wrong: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            now = view.values[block["block_id"]][element["action_id"]]
            said = _refusal(block, element, now[HOLDS[element["type"]][0]])
            wrong |= {block["block_id"]: said} if said else {}
    return wrong


def _refusal(block: Json, element: Json, value: Json) -> str:
    if not value:
        return "" if block.get("optional") else REQUIRED
    if element["type"] != "plain_text_input":
        return ""
    if len(value) > element.get("max_length", 3000):
        return f"Please enter no more than {element.get('max_length', 3000)} characters."
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    return ""
