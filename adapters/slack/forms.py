"""Forms as Slack's windows, what was wrong with what was sent, and what people filled in.

A form that comes back with other words in it than were typed (the guard took something out) is
drawn anew: Slack can't change a field and mark it at once, and keeps what was typed as long as a
field has the same id. So every drawing in answer to a submit gives the fields new ids.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_never

from adapters.slack import pickers
from adapters.slack.blocks import NONE, CardContext, Newer, block_of, drawn, paragraph, title
from adapters.slack.callback_data import Garbled, pack
from adapters.slack.home import window, window_title
from adapters.slack.pickers import State
from adapters.slack.render import REPLY, SEND, Payload, fits, numbered, payload
from adapters.slack.size_limits import (
    BOXES,
    HEADER,
    INPUT,
    LABEL,
    MESSAGE,
    MODAL_TITLE,
    OPTION,
    OPTION_VALUE,
    OPTIONS,
    PRIVATE,
    VALUE,
    VIEW,
    Json,
    clean,
    cut,
    one_line,
    split,
    units,
)
from adapters.slack.spans import text, words
from bot.words.cards import Alert, Form, Line
from bot.words.events import Action
from bot.words.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    Field,
    ManyField,
    Option,
    PeopleField,
    RoomsField,
    TextField,
    TimeField,
)
from bot.words.numbers import number
from bot.words.picked import picked_time

FORM = "form."
FEW = 6
GIVEN = "given"
SENT_BY = "send."
TOO_LONG = "This form is too long for Slack. The people who run Corridor can help."
NOT_HERE = "This form does not fit in a message. As a slash command it opens in a window."
NO_FIELD = "There is nothing to fill in: send it as it is."
NO_CHOICE = "There is nothing to choose from."
NOT_ALL = "Slack's fields take 3,000 characters. This did not fit, and is not sent with the rest:"


def modal(shown: Form, workspace: str, kept: str = "", turn: int = 0, newer: Newer = NONE) -> Json:
    """A form as a window. Its private metadata is the form's action with `kept` as one argument
    more; `turn` counts the times it was drawn in answer to a submit."""
    context, metadata = CardContext(workspace, newer=newer), _metadata(shown, kept)
    head = title(shown.title) if window_title(shown.title) != one_line(shown.title) else []
    blocks = numbered([*head, *_body(shown, context, turn)])
    if len(metadata) > PRIVATE or not fits(blocks, VIEW):
        return window(shown.title, numbered(block_of(Line((TOO_LONG,)), context)))
    return window(shown.title, blocks) | {
        "submit": words(cut(one_line(shown.send) or "Send", MODAL_TITLE)),
        "close": words("Cancel"),
        "callback_id": f"{FORM}{turn}",
        "private_metadata": metadata,
    }


def asked(shown: Form, workspace: str, once: str = "") -> Payload:
    """A form as a message to one person, where no window can be opened; its button, whose id begins
    with `SEND`, carries the form's action, and its block the random word `once`."""
    context, action = CardContext(workspace), pack(shown.action)
    send: Json = {
        "type": "button",
        "text": words(cut(one_line(shown.send) or "Send", OPTION)),
        "value": action,
        "action_id": f"{SEND}0",
        "style": "primary",
    }
    blocks = numbered([*title(shown.title), *_body(shown, context, 0)], REPLY)
    blocks.append({"type": "actions", "block_id": f"{SENT_BY}{once}", "elements": [send]})
    if len(action) > VALUE or not fits(blocks, MESSAGE):
        head = title(cut(shown.title, HEADER))
        return payload(numbered([*head, *block_of(Line((NOT_HERE,)), context)], REPLY))
    return payload(blocks)


def once_of(block_id: str) -> str:
    """The random word of the form that a button sends; "" where it has none."""
    return block_id.removeprefix(SENT_BY) if block_id.startswith(SENT_BY) else ""


def answer(
    shown: Form, workspace: str, view: Mapping[str, Any], kept: str = "", newer: Newer = NONE
) -> Json:
    """What a sent window is answered with when its form came back: errors beside the fields where
    nothing else has changed, or else the form drawn anew."""
    turn = number(str(view.get("callback_id")).removeprefix(FORM)) or 0
    sent = values(view["state"]["values"], workspace)
    same = view.get("private_metadata") == _metadata(shown, kept)
    same = same and sent == _filled(shown, workspace)
    if same and errors(shown):
        return {"response_action": "errors", "errors": errors(shown, turn)}
    return {"response_action": "update", "view": modal(shown, workspace, kept, turn + 1, newer)}


def errors(shown: Form, turn: int = 0) -> dict[str, str]:
    """What is wrong in each field, by the field's id in the window."""
    wrong = (field for field in shown.fields if field.error)
    return {_block_id(field, turn): cut(clean(field.error), LABEL) for field in wrong}


def values(state: State, workspace: str = "") -> dict[str, str]:
    """What was filled in, by field: an option's value, several joined by commas in the order of
    the options, a date as 2026-03-08, people, rooms and moments as `bot.words.picked` has them, and
    nothing as the empty text."""
    return pickers.merged(
        {
            block_id.rpartition(".")[0]: _value(given, workspace)
            for block_id, by_action in state.items()
            for given in by_action.values()
        }
    )


def _value(given: Mapping[str, Any], workspace: str) -> str:
    match given["type"]:
        case "plain_text_input":
            return clean(given.get("value") or "")
        case "radio_buttons" | "static_select":
            return ",".join(_chosen([given.get("selected_option")]))
        case "checkboxes" | "multi_static_select":
            return ",".join(_chosen(given.get("selected_options") or []))
        case "datepicker":
            return str(given.get("selected_date") or "")
        case _:
            return pickers.value(given, workspace)


def _chosen(options: Iterable[Mapping[str, Any] | None]) -> list[str]:
    found = [str(option["value"]).partition(":") for option in options if option]
    if any(number(place) is None for place, _, _ in found):
        raise Garbled("not an option of ours")
    return [value for _, _, value in sorted(found, key=lambda one: int(one[0]))]


def _filled(shown: Form, workspace: str) -> dict[str, str]:
    """What would be sent if the form were sent as it stands; the same as `values` then."""
    asked = (field for field in shown.fields if _element(field, workspace))
    return {field.id: _stands(field, workspace) for field in asked}


def _stands(field: Field, workspace: str) -> str:
    match field:
        case TextField():
            return clean(field.value)
        case ChoiceField():
            return field.value if field.value in {o.value for o in field.options} else ""
        case ManyField():
            return ",".join(o.value for o in field.options if o.value in field.value)
        case DateField():
            return field.value.isoformat() if field.value else ""
        case TimeField():
            return field.value
        case PeopleField() | RoomsField() | DateTimeField():
            return pickers.stands(field, workspace)
        case _:
            assert_never(field)


def _metadata(shown: Form, kept: str) -> str:
    return pack(Action(shown.action.name, (*shown.action.args, kept)))


def _block_id(field: Field, turn: int) -> str:
    return f"{field.id}.{turn}"


def _body(shown: Form, context: CardContext, turn: int) -> list[Json]:
    home = context.workspace
    fields = [block for field in shown.fields for block in _field(field, turn, home)]
    first = [block for block in shown.intro if isinstance(block, Alert) and block.level == "danger"]
    intro = [block for block in shown.intro if block not in first]
    made = [*drawn(first, context), *_not_yet(shown), *drawn(intro, context), *fields]
    return made or block_of(Line((NO_FIELD,)), context)


def _not_yet(shown: Form) -> list[Json]:
    """Said before the rest, since what is wrong may stand below the edge of a small screen."""
    wrong = ", ".join(f"“{_label(field)}”" for field in shown.fields if field.error)
    told = [*text("Not sent yet. ", bold=True), *text(f"Please look again at {wrong}.")]
    return paragraph(told) if wrong else []


def _label(field: Field) -> str:
    return cut(one_line(field.label) or "Your answer", LABEL)


def _field(field: Field, turn: int, home: str) -> list[Json]:
    """A field, above it what is wrong with it and what it can't show itself, and below it what is
    asked beside it."""
    wrong = [*text("Please check: ", bold=True), *text(field.error)] if field.error else []
    element = _element(field, home)
    if element is None:
        return [*paragraph([*text(f"{_label(field)} ", bold=True), *text(NO_CHOICE)])]
    asked: Json = {
        "type": "input",
        "block_id": _block_id(field, turn),
        "label": words(_label(field)),
        "element": element | {"action_id": GIVEN},
        "optional": not field.required or bool(getattr(field, "words", "")),
    }
    beside = [block for part in pickers.parts(field, home) for block in _field(part, turn, home)]
    if (hint := clean(field.hint).strip()) and not getattr(field, "words", ""):
        asked["hint"] = words(cut(hint, LABEL))
    return [*paragraph(wrong), *_spoken(field, home), asked, *beside]


def _element(field: Field, home: str) -> Json | None:  # noqa: C901, PLR0911 - one case a word
    """What is filled in; None where there is nothing to choose from."""
    match field:
        case TextField():
            return _written(field)
        case DateField():
            day = {"initial_date": field.value.isoformat()} if field.value else {}
            return {"type": "datepicker", "placeholder": words("Pick a day")} | day
        case ChoiceField():
            return _choice(field)
        case ManyField():
            return _many(field)
        case PeopleField():
            return pickers.people(field, home)
        case RoomsField():
            ticked = pickers.elsewhere(field, home)
            return pickers.rooms(field, home) or (_many(ticked) if ticked else None)
        case TimeField():
            known = {"initial_time": field.value} if picked_time(field.value) else {}
            return {"type": "timepicker", "placeholder": words("Pick a time")} | known
        case DateTimeField():
            return pickers.moment(field)
        case _:
            assert_never(field)


def _written(field: TextField) -> Json:
    begin = (split(clean(field.value), INPUT) or [""])[0]
    most = max(1, units(begin), min(field.limit, INPUT))
    known = {"initial_value": begin} if begin else {}
    multiline = field.multiline or "\n" in begin
    return {"type": "plain_text_input", "multiline": multiline, "max_length": most} | known


def _choice(field: ChoiceField) -> Json | None:
    """Round buttons where there are few, and one must be chosen: they can't be unchosen."""
    options = _options(field)
    if not options:
        return None
    known = [made for o, made in options if o.value == field.value][:1]
    initial = {"initial_option": known[0]} if known else {}
    if field.required and len(options) <= FEW:
        return {"type": "radio_buttons", "options": [made for _, made in options]} | initial
    return {"type": "static_select", "placeholder": words("Choose one")} | _list(options) | initial


def _many(field: ManyField) -> Json | None:
    options = _options(field)
    if not options:
        return None
    known = [made for o, made in options if o.value in field.value]
    initial = {"initial_options": known} if known else {}
    if len(options) <= BOXES:
        return {"type": "checkboxes", "options": [made for _, made in options]} | initial
    kind = {"type": "multi_static_select", "placeholder": words("Choose any")}
    return kind | _list(options) | initial


def _list(options: list[tuple[Option, Json]]) -> Json:
    """A hundred at most in one list, so longer ones are put in groups."""
    made = [one for _, one in options]
    if len(made) <= OPTIONS:
        return {"options": made}
    starts = range(0, len(made), OPTIONS)
    return {"option_groups": [_group(n, made[n : n + OPTIONS]) for n in starts]}


def _group(start: int, options: list[Json]) -> Json:
    return {"label": words(f"{start + 1} to {start + len(options)}"), "options": options}


def _options(field: ChoiceField | ManyField) -> list[tuple[Option, Json]]:
    """The options with their number before the value: so they come back in order, and none is
    empty or there twice."""
    made = [(o, _option(n, o)) for n, o in enumerate(field.options)]
    return [(o, one) for o, one in made if units(one["value"]) <= OPTION_VALUE]


def _option(number: int, shown: Option) -> Json:
    label = one_line(shown.label) or clean(shown.value) or "-"
    begin, *more = split(label, OPTION)
    made: Json = {"text": words(begin), "value": f"{number}:{shown.value}"}
    return made | ({"description": words(cut("".join(more), OPTION))} if more else {})


def _spoken(field: Field, home: str) -> list[Json]:
    """What does not fit into the field's own element, said above it."""
    shown: Field = field
    if isinstance(field, RoomsField) and pickers.rooms(field, home) is None:
        shown = pickers.elsewhere(field, home) or field
    return [block for told in _asides(shown) for block in paragraph(text(told))]


def _asides(field: Field) -> Iterator[str]:
    match field:
        case TextField():
            if more := split(clean(field.value), INPUT)[1:]:
                yield NOT_ALL
                yield "".join(more)
        case ChoiceField() | ManyField():
            for option in field.options:
                if units(option.label) > 2 * OPTION:
                    yield option.label
        case DateField() | PeopleField() | RoomsField() | TimeField() | DateTimeField():
            pass
        case _:
            assert_never(field)
