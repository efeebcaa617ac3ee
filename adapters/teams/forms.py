"""Forms: as the dialogs that Teams opens, and as cards in a chat where it can't open one."""

from dataclasses import replace
from typing import Literal, assert_never

from adapters.teams import pickers
from adapters.teams.blocks import QUIET, SHORT, CardContext, elements, executes, tooltip
from adapters.teams.callback_data import FIELD, ONCE, Json, asked, pack
from adapters.teams.render import activity, attachment, carded, room, spans, title, whole
from adapters.teams.size_limits import clipped, fitted, weight
from adapters.teams.spans import Look, clean, mention_tags, paragraph
from bot.words import plain_text
from bot.words.cards import Form, Message
from bot.words.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    Field,
    ManyField,
    Option,
    PeopleField,
    RoomOption,
    RoomsField,
    TextField,
    TimeField,
)

Height = Literal["small", "medium", "large"]
INTRO = 6_000
FEW = 6
A_PICKER = 600  # what stands above a text beside it
LONGEST_LABEL, LONGEST_LINE, LONGEST_TITLE = 300, 600, 60
ERROR = Look(strong=True, colour="Attention")
NEEDED = "This can't be left empty."
TOO_MANY = "Only the first {n} are shown here; for another, type it to Corridor in a message."
_GAPS = str.maketrans({mark: f"\u200a{mark}\u200a" for mark in "*_~"} | {"`": "'"})


def dialog(shown: Form, *, origin: str = "", once: str = "") -> Json:
    """A form as the page that a button opens. It carries the random word `once`, by which Teams'
    second tap on it is known."""
    names = mention_tags(spans(shown.intro))
    context = CardContext(origin=origin, inside=True, names=names, about=shown.title)
    content = _asked(shown, [], context, once)
    return _page(shown.title, content, "large" if len(shown.fields) > 3 else "medium")


def said(shown: Message, *, origin: str = "") -> Json:
    """A message as such a page; its buttons answer in the same page."""
    names = mention_tags(spans(shown.blocks))
    context = CardContext(origin=origin, inside=True, names=names, about=shown.title)
    told = bool(shown.blocks) and len(shown.title) <= LONGEST_TITLE
    content = carded(shown, context, plain_text.spoken(shown), titled=not told)
    return _page(shown.title, content, "medium" if shown.blocks else "small")


def inline(shown: Form, *, origin: str = "reply", once: str = "") -> Json:
    """The activity that shows a form as a card in a chat: nothing opens from typed words."""
    return activity(inline_card(shown, origin=origin, once=once), plain_text.spoken(shown))


def inline_card(shown: Form, *, origin: str = "reply", once: str = "") -> Json:
    names = mention_tags(spans(shown.intro))
    context = CardContext(origin=origin, names=names, about=shown.title)
    return _asked(shown, title(shown.title), context, once)


def _asked(shown: Form, head: list[Json], context: CardContext, once: str) -> Json:
    """The card of a form: what stands above its fields, the fields, and the button that sends."""
    intro = fitted(shown.intro, lambda block: elements(block, context), INTRO)
    above, send = [*head, *intro, *_wrong(shown)], _send(shown, context, once)
    left = room(above, plain_text.spoken(shown), context) - weight(send)
    content = whole([*above, *_fields(shown.fields, left)], plain_text.spoken(shown), context)
    content["actions"] = [send]
    return content


def _page(named: str, content: Json, height: Height) -> Json:
    name = clipped(" ".join(clean(named).split()), LONGEST_TITLE) or "Corridor"
    return {"title": name, "height": height, "width": "medium", "card": attachment(content)}


def _send(shown: Form, context: CardContext, once: str) -> Json:
    data = pack(shown.action, do="submit", origin=context.origin) | asked(shown.fields)
    data |= {"kinds": kinds} if (kinds := pickers.kinds(shown.fields)) else {}
    data |= {ONCE: once} if once else {}
    title = clean(shown.send)[:75] or "Send"
    named = tooltip(title, context.about if len(title) <= SHORT else "")
    label: Json = {"title": title, **named, "style": "positive"}
    if context.inside:
        return {"type": "Action.Submit", **label, "data": data}
    return executes(shown.action.name, label, data)


def _fields(fields: tuple[Field, ...], left: int) -> list[Json]:
    """The questions. What was typed is given back whole where Teams has room for all of it."""
    share = left // (len(fields) + 1)
    empty = (replace(f, value="") if isinstance(f, TextField) else f for f in fields)
    left -= weight([_field(field, share) for field in empty])
    texts = [field.value for field in fields if isinstance(field, TextField)]
    most = left if sum(map(weight, texts)) <= left else left // max(1, len(texts))
    return [element for field in fields for element in _field(field, share, most)]


def _wrong(shown: Form) -> list[Json]:
    """How many answers to look at again: the first of them may be further down than is seen."""
    wrong = sum(1 for field in shown.fields if field.error)
    if not wrong:
        return []
    answers = "One answer needs" if wrong == 1 else f"{wrong} answers need"
    return paragraph((f"{answers} another look. Nothing was sent yet.",), look=ERROR)


def _field(field: Field, share: int, most: int = 0) -> list[Json]:
    """A question: what was wrong with the last answer, the input, and how to answer."""
    error = paragraph((clipped(field.error, LONGEST_LINE),) if field.error else (), look=ERROR)
    hint = paragraph((clipped(field.hint, LONGEST_LINE),) if field.hint else (), look=QUIET)
    left = most if isinstance(field, TextField) else share - weight([error, hint]) - 600
    asks = {
        "id": f"{FIELD}{field.id}",
        "label": clean(clipped(field.label, LONGEST_LABEL)) or "Your answer",
    }
    must = field.required and not getattr(field, "words", "")
    needed = {"isRequired": True, "errorMessage": NEEDED} if must else {}
    return [*_spaced(error), *_input(field, asks | needed, left, first=not error), *_close(hint)]


def _spaced(shown: list[Json]) -> list[Json]:
    return [{**one, "spacing": "Large"} for one in shown]


def _close(shown: list[Json]) -> list[Json]:
    return [{**one, "spacing": "Small"} for one in shown]


def _input(  # noqa: C901, PLR0911 - one case a word
    field: Field, asks: Json, left: int, *, first: bool
) -> list[Json]:
    spaced: Json = asks | {"spacing": "Large" if first else "Small"}
    match field:
        case TextField():
            return [_text(field, spaced, left)]
        case ChoiceField():
            return _choices(field, spaced | {"value": field.value}, left)
        case ManyField():
            chosen = {"value": ",".join(field.value), "isMultiSelect": True}
            return _choices(field, spaced | chosen, left)
        case DateField():
            value = {"value": field.value.isoformat()} if field.value else {}
            return [{"type": "Input.Date", **spaced, **value}]
        case RoomsField():
            ticked = {"value": ",".join(field.value), "isMultiSelect": True}
            return _choices(field, spaced | ticked, left)
        case TimeField():
            return [pickers.clock(field, spaced)]
        case PeopleField():
            return [pickers.people(field, spaced), *_beside(field, left)]
        case DateTimeField():
            return [*pickers.moment(field, spaced), *_beside(field, left)]
        case _:
            assert_never(field)


def _beside(field: PeopleField | DateTimeField, left: int) -> list[Json]:
    """The text for whom or what can't be picked, as much of it as there is room for."""
    typed = pickers.beside(field)
    if typed is None:
        return []
    label = clean(clipped(typed.label, LONGEST_LABEL)) or "Your answer"
    asks: Json = {"id": f"{FIELD}{typed.id}", "label": label, "spacing": "Small"}
    return [_text(typed, asks, max(typed.limit, left - A_PICKER))]


def _text(field: TextField, asks: Json, most: int) -> Json:
    value = clipped(clean(field.value), most)
    more = {"isMultiline": field.multiline, "maxLength": max(1, field.limit)}
    return {"type": "Input.Text", **asks, **more, "value": value}


def _choices(field: ChoiceField | ManyField | RoomsField, asks: Json, left: int) -> list[Json]:
    """Few are laid open, many fold; a list too long for Teams says where it ends."""
    choices = [_choice(option) for option in field.options]
    shown = choices[: _fitting(choices, left)]
    many = isinstance(field, ManyField | RoomsField)
    style = {"style": "expanded" if many or len(field.options) <= FEW else "compact"}
    hint = {} if style["style"] == "expanded" else {"placeholder": "Choose one"}
    made: Json = {"type": "Input.ChoiceSet", **asks, **style, **hint, "wrap": True}
    rest = paragraph((TOO_MANY.format(n=len(shown)),) if len(shown) < len(choices) else ())
    return [made | {"choices": shown}, *rest]


def _fitting(choices: list[Json], room: int) -> int:
    """How many of them weigh no more than the room there is."""
    for n, choice in enumerate(choices):
        room -= weight(choice) + 2
        if room < 0:
            return n
    return len(choices)


def _choice(option: Option | RoomOption) -> Json:
    """Some clients read markdown in the names of choices, and none takes an escape there: marks
    are set apart by a hair's breadth, which takes their meaning away."""
    title = clean(clipped(option.label, LONGEST_LABEL)).translate(_GAPS)
    return {"title": title.replace("](", "]\u2060("), "value": option.value}
