"""Turns what the bot says into HTML. Pure, and total: any message gives markup, text never does."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeAlias, assert_never
from urllib.parse import quote as url_quote
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.web.people import Actor
from bot.words.bidi import straight
from bot.words.cards import (
    Alert,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Facts,
    File,
    Form,
    Heading,
    Line,
    Link,
    Mention,
    Message,
    Note,
    Quote,
    Row,
    Span,
    Spans,
    Table,
    To,
    When,
)
from bot.words.events import Action
from bot.words.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    Field,
    ManyField,
    PeopleField,
    RoomsField,
    TextField,
    TimeField,
)
from bot.words.picked import account_mark, parted_people, picked_moment
from bot.words.plain_text import TONES, alone
from bot.words.plain_text import spans as plain_spans

Values: TypeAlias = Mapping[str, object]
HERE = Path(__file__).parent
SAFE = frozenset({"http", "https", "mailto", "tel"})
OURS = "/?"  # a place of this page
FEW = 6
MORE = 3  # empty boxes for people who are not named yet


@dataclass(frozen=True, slots=True)
class CardContext:
    """Where a card stands on the page: its id there, the message it is, and a token that makes a
    double press one press; `cast` are the people whom a form can name."""

    id: str
    once: str
    ref: str = ""
    origin: str = ""
    cast: Sequence[Actor] = ()
    numbers: Iterator[int] = field(default_factory=count, compare=False, repr=False)


def message(shown: Message, context: CardContext) -> Markup:
    """A whole message, with its tone in words and its buttons."""
    shown = alone(shown)
    blocks = [block(b, context) for b in shown.blocks]
    return part(
        "card", title=shown.title, tone=shown.tone, tone_word=TONES[shown.tone], blocks=blocks
    )


def block(shown: Block, context: CardContext) -> Markup:  # noqa: C901, PLR0911, PLR0912 - one case a word
    match shown:
        case Line(told):
            return Markup('<p class="line">{}</p>').format(spans(told))
        case Note(told):
            return Markup('<p class="note">{}</p>').format(spans(told))
        case Alert(_, level):
            # One that comes after a press is read aloud: at once where somebody is in danger.
            role = "alert" if level == "danger" else "status"
            shape = Markup('<p class="alert alert-{}" role="{}">{}</p>')
            return shape.format(level, role, spans(shown.told))
        case Heading(text):
            return Markup('<h5 class="part" dir="auto">{}</h5>').format(text)
        case Quote(text):
            return quote(text)
        case Facts(pairs):
            return part("facts", pairs=[(name, spans(value)) for name, value in pairs])
        case Buttons(buttons, label, more):
            shown_more = [button(b, context) for b in more]
            shown_now = [button(b, context) for b in buttons]
            return part("buttons", buttons=shown_now, label=label, more=shown_more)
        case Row(told, last):
            about = plain_spans(told).strip()
            return part("row", told=spans(told), button=button(last, context, about))
        case Table(head, rows):
            cells = [[spans(cell) for cell in row] for row in rows]
            return part("table", head=head, rows=cells)
        case Bars(bars):
            return part("bars", bars=[(bar, f"{min(1.0, bar.share):.0%}") for bar in bars])
        case File(name, media, text):
            # A small file as an address of its own, so that it can be saved.
            return part(
                "file",
                name=name,
                media=media,
                text=text,
                url=f"data:{media};charset=utf-8,{url_quote(text)}",
            )
        case _:
            assert_never(shown)


def spans(told: Spans) -> Markup:
    return Markup("").join(span(s) for s in told)


def span(shown: Span) -> Markup:  # noqa: PLR0911 - one case a word
    match shown:
        case str():
            return Markup("<bdi>{}</bdi>").format(shown)
        case Bold(text):
            return Markup("<strong><bdi>{}</bdi></strong>").format(text)
        case Link(text, url):
            # A link that opens apart from the page; an address that is no web address stays text.
            if not _safe(url):
                return Markup("<bdi>{} ({})</bdi>").format(text, url)
            return Markup(
                '<a href="{}" target="_blank" rel="noopener noreferrer"><bdi>{}</bdi></a>'
            ).format(url, text)
        case Mention(account):
            name = account.name or account.id
            return Markup('<span class="mention">@<bdi>{}</bdi></span>').format(name)
        case To(text, _):
            return Markup("<bdi>{}</bdi>").format(text)
        case When(at, text):
            return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), text)
        case _:
            assert_never(shown)


def quote(text: str) -> Markup:
    """What a person wrote, where the bot repeats it."""
    shape = Markup('<blockquote class="said{}" dir="auto"{}>{}</blockquote>')
    return shape.format(*_scrolls(text), text)


def words(text: str) -> Markup:
    """What a person wrote, as a message of their own; an older one may still turn others."""
    text = straight(text)
    return Markup('<p class="words{}" dir="auto"{}>{}</p>').format(*_scrolls(text), text)


def _scrolls(text: str) -> tuple[str, Markup]:
    """The class and the attributes of a text that scrolls in a box of its own, if it is long."""
    if not is_long(text):
        return "", Markup("")
    return " long", Markup(' tabindex="0" role="group" aria-label="A long text"')


def is_long(text: str) -> bool:
    return len(text) > 1200 or text.count("\n") > 16


def button(shown: Button, context: CardContext, about: str = "") -> Markup:
    """A button as a form of its own: its action travels in a field. `about` tells a screen reader
    which of several of that name it is."""
    n = next(context.numbers)
    named = f"{shown.label}: {about}" if about else ""
    return part("button", b=shown, n=n, context=context, action=pack(shown.action), named=named)


def form(shown: Form, context: CardContext) -> Markup:
    """A form as a dialog; the first field with an error is told about before the others."""
    intro = [block(b, context) for b in shown.intro]
    rows = [_field(f, f"{context.id}-f{n}", context) for n, f in enumerate(shown.fields)]
    wrong = sum(1 for f in shown.fields if f.error)
    return part(
        "form",
        form=shown,
        context=context,
        intro=intro,
        fields=rows,
        wrong=wrong,
        action=pack(shown.action),
    )


def _field(shown: Field, at: str, context: CardContext) -> Markup:  # noqa: PLR0911 - one case a word
    named = " ".join(f"{at}-{x}" for x in ("hint", "error") if getattr(shown, x))
    match shown:
        case TextField():
            return part("field_text", f=shown, at=at, named=named)
        case ChoiceField():
            few = len(shown.options) <= FEW
            return part("field_choice" if few else "field_pick", f=shown, at=at, named=named)
        case ManyField() | RoomsField():
            return part("field_many", f=shown, at=at, named=named)
        case DateField():
            value = shown.value.isoformat() if shown.value else ""
            return part("field_date", f=shown, at=at, named=named, kind="date", value=value)
        case TimeField():
            value = shown.value
            return part("field_date", f=shown, at=at, named=named, kind="time", value=value)
        case DateTimeField():
            picked, typed = _moment(shown.value)
            return part("field_moment", f=shown, at=at, named=named, picked=picked, typed=typed)
        case PeopleField():
            people = _people(shown, context)
            return part(
                "field_people", f=shown, at=at, named=named, people=people, cast=context.cast
            )
        case _:
            assert_never(shown)


def _moment(value: str) -> tuple[str, str]:
    """What the picker begins with, and what the text beside it does."""
    at = picked_moment(value)
    return (f"{at:%Y-%m-%dT%H:%M}", "") if at else ("", value)


def _people(field: PeopleField, context: CardContext) -> list[str]:
    """A name a box, and an empty one or several to add somebody."""
    accounts, typed = parted_people(field.value)
    names = {actor.account: actor.name for actor in context.cast}
    known = [names.get(one) or account_mark(one) for one in accounts]
    known += [typed] if typed else []
    return [*known, *("" for _ in range(MORE))] if field.several else [*known, ""][:1]


def pack(action: Action) -> str:
    """An action as a form carries it; `parse.unpack` is its other half."""
    return json.dumps([action.name, *action.args], ensure_ascii=False, separators=(",", ":"))


def part(template: str, /, **values: object) -> Markup:
    """One of our templates, filled in; everything that is not markup already is escaped."""
    filled = templates().get_template(f"{template}.html").render(values)
    return Markup(filled)  # noqa: S704 - escaped by the template


@cache
def templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _safe(url: str) -> bool:
    try:
        return url.startswith(OURS) or urlsplit(url).scheme.lower() in SAFE
    except ValueError:
        return False
