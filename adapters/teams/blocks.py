"""Blocks as elements of an Adaptive Card 1.5."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import assert_never

from adapters.teams.callback_data import Json, pack
from adapters.teams.spans import NOBODY, Look, MentionTags, clean, markdown, paragraph
from bot.words import plain_text
from bot.words.cards import (
    Alert,
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Facts,
    File,
    Heading,
    Level,
    Line,
    Note,
    Quote,
    Renewing,
    Row,
    Spans,
    Table,
)

QUIET, STRONG, FIXED = Look(quiet=True), Look(strong=True), Look(fixed=True)
STYLES = {"plain": "default", "primary": "positive", "danger": "destructive"}
ALERTS: dict[Level, str] = {"danger": "attention", "warning": "warning", "info": "accent"}
WIDE = 3  # columns; more are not readable on a phone, and are shown a row at a time
BESIDE = 14  # letters of a button that may stand beside a line on a phone
ABREAST, ROOM, PADDING = 3, 40, 6  # one row of 320 pixels: buttons, and the letters they take
LONGEST_LABEL, LONGEST_TOOLTIP = 75, 150
SHORT = 6  # letters of a label that says little where many cards are: "Take", "More", "Yes"
NONE = "\u2013"


@dataclass(frozen=True, slots=True)
class CardContext:
    """What a card's buttons do: `opens` names the actions that open a dialog with one tap; in a
    dialog (`inside`) every button answers in it. `origin` goes with every button and back.
    `refresh` is how the card renews itself, if it does; `about` is what it is about, for whoever
    hears a short label read out."""

    opens: frozenset[str] = frozenset()
    origin: str = ""
    inside: bool = False
    names: MentionTags = NOBODY
    refresh: Json | None = None
    about: str = ""


def elements(shown: Block, context: CardContext) -> list[Json]:  # noqa: C901, PLR0911, PLR0912 - one case a word
    match shown:
        case Line(told):
            return paragraph(told, context.names)
        case Note(told):
            return paragraph(told, context.names, QUIET)
        case Alert(_, level):
            return _apart(paragraph(shown.told, context.names), ALERTS[level])
        case Heading(text):
            return heading(text)
        case Quote(text):
            return _apart(paragraph((text,)))
        case Facts(pairs):
            return _facts(pairs, context.names)
        case Buttons(buttons, label, more):
            asked = replace(context, about=label or context.about)
            sets = [_actions(some, asked) for some in _abreast(buttons, bool(more))]
            sets = _with_more(sets, more, asked)
            return [*paragraph((label,) if label else (), look=STRONG), *sets] if sets else []
        case Row(told, button):
            return _row(told, button, context)
        case Table(head, rows):
            return _table(head, rows, context) if len(head) <= WIDE else _cards(head, rows, context)
        case Bars(bars):
            return [element for bar in bars for element in _bar(bar)]
        case File(name, _, text):
            return [*paragraph((Bold(name),)), *_apart(paragraph((text,), look=FIXED))]
        case _:
            assert_never(shown)


def heading(text: str, **style: object) -> list[Json]:
    """A heading, which screen readers can jump to."""
    if not text.strip():
        return []
    said = {"type": "TextBlock", "text": markdown((text,)), "wrap": True, "style": "heading"}
    return [{**said, "weight": "Bolder", **style}]


def _apart(inner: Sequence[Json], style: str = "emphasis") -> list[Json]:
    if not inner:
        return []
    return [{"type": "Container", "style": style, "items": list(inner)}]


def _facts(pairs: tuple[tuple[str, Spans], ...], names: MentionTags) -> list[Json]:
    facts = [
        {"title": markdown((name,)), "value": markdown(value, names) or NONE}
        for name, value in pairs
    ]
    return [{"type": "FactSet", "facts": facts}] if facts else []


def _abreast(buttons: tuple[Button, ...], more: bool) -> list[list[Button]]:  # noqa: FBT001
    """Rows of buttons that a phone shows without cutting their labels; with `more`, the last has
    room for the "…" too."""
    rows: list[list[Button]] = [[]]
    for button in buttons:
        row = rows[-1]
        if row and (len(row) == ABREAST or _letters(*row, button) > ROOM):
            rows.append([])
        rows[-1].append(button)
    *_, last = rows
    if more and len(last) > 1 and _letters(*last) + PADDING > ROOM:
        rows.append([last.pop()])
    return [row for row in rows if row]


def _letters(*row: Button) -> int:
    return sum(len(button.label) + PADDING for button in row)


def _actions(buttons: Sequence[Button], context: CardContext) -> Json:
    return {"type": "ActionSet", "actions": [action(button, context) for button in buttons]}


def _with_more(sets: list[Json], more: Sequence[Button], context: CardContext) -> list[Json]:
    """Further acts behind the "…" of the last row."""
    if not more:
        return sets
    *first, last = [*sets] or [_actions((), context)]
    shown = last["actions"]
    assert isinstance(shown, list)
    hidden = [{**action(one, context), "mode": "secondary"} for one in more]
    return [*first, {**last, "actions": [*shown, *hidden]}]


def action(button: Button, context: CardContext, about: str = "") -> Json:
    """A button; read out with what it is `about`, or with what the card is where its label is
    short. Teams has no question before an act, so the question is a card that unfolds with the
    button that does it."""
    label = _label(button)
    vague = len(label) <= SHORT or button.confirm  # which stands there twice
    named = tooltip(label, about or (context.about if vague else ""))
    if not button.confirm:
        return _does(button, context, named)
    asked: Json = {
        "type": "AdaptiveCard",
        "body": paragraph((button.confirm,)),
        "actions": [_does(button, context, tooltip(label, button.confirm))],
    }
    return {"type": "Action.ShowCard", "title": label, **named, "card": asked}


def tooltip(label: str, about: str) -> Json:
    """What a button is called where its label alone does not say it."""
    said = " ".join(clean(about).split())
    return {"tooltip": f"{label}: {said}"[:LONGEST_TOOLTIP]} if said else {}


def _does(button: Button, context: CardContext, named: Json) -> Json:
    name, data = button.action.name, pack(button.action, origin=context.origin)
    shown: Json = {"title": _label(button), **named, "style": STYLES[button.style]}
    if context.inside:
        return {"type": "Action.Submit", **shown, "data": data}
    if name in context.opens:
        fetch = {**data, "msteams": {"type": "task/fetch"}}
        return {"type": "Action.Submit", **shown, "data": fetch}
    return executes(name, shown, data)


def executes(verb: str, shown: Json, data: Json) -> Json:
    """An act whose answer Teams shows to whoever pressed; older clients send it as a message."""
    older = {"type": "Action.Submit", **shown, "data": data}
    return {"type": "Action.Execute", **shown, "verb": verb, "data": data, "fallback": older}


def refresh(shown: Renewing, origin: str) -> Json:
    """What makes Teams ask for a card anew: when it is looked at and after each edit, at most once
    a minute, for the users it names."""
    data = pack(shown.action, do="renew", origin=origin)
    act = {"type": "Action.Execute", "title": "Renew", "verb": shown.action.name, "data": data}
    return {"action": act, **({"userIds": list(shown.readers)} if shown.readers else {})}


def _label(button: Button) -> str:
    return clean(button.label)[:LONGEST_LABEL] or "Go on"


def _row(told: Spans, button: Button, context: CardContext) -> list[Json]:
    """A line with its button beside it, or under it where a phone has no room for both."""
    line = paragraph(told, context.names)
    act = action(button, context, plain_text.spans(told))
    does: Json = {"type": "ActionSet", "actions": [act]}
    if button.confirm or len(button.label) > BESIDE:
        return [{"type": "Container", "items": [*line, does]}]
    beside: list[Json] = [
        {"type": "Column", "width": "stretch", "verticalContentAlignment": "Center", "items": line},
        {"type": "Column", "width": "auto", "verticalContentAlignment": "Center", "items": [does]},
    ]
    return [{"type": "ColumnSet", "columns": beside}]


def _table(
    head: tuple[str, ...], rows: Sequence[tuple[Spans, ...]], context: CardContext
) -> list[Json]:
    if not head or not rows:
        return []
    titles = _cells([(Bold(name),) for name in head], context)
    kept = [_cells(islice(_filled(row), len(head)), context) for row in rows]
    return [
        {
            "type": "Table",
            "columns": [{"width": 1 if n else 2} for n in range(len(head))],
            "showGridLines": True,
            "rows": [{"type": "TableRow", "cells": cells} for cells in (titles, *kept)],
        }
    ]


def _filled(row: tuple[Spans, ...]) -> Iterator[Spans]:
    """The row, with empty cells after it for as long as anyone asks."""
    yield from row
    while True:
        yield ()


def _cells(row: "Sequence[Spans] | Iterator[Spans]", context: CardContext) -> list[Json]:
    return [{"type": "TableCell", "items": paragraph(cell, context.names)} for cell in row]


def _cards(
    head: tuple[str, ...], rows: Sequence[tuple[Spans, ...]], context: CardContext
) -> list[Json]:
    """A wide table a row at a time: its first value, and the others under their names."""
    return [
        {
            "type": "Container",
            "separator": True,
            "items": [
                *paragraph((Bold(head[0]), ": ", *(row[0] if row else ())), context.names),
                *_facts(tuple(zip(head[1:], row[1:], strict=False)), context.names),
            ],
        }
        for row in rows
    ]


def _bar(shown: Bar) -> list[Json]:
    """Drawn as text. A chart of Teams prints the number that it draws, and a bar has none: its
    length is a share of the longest possible, and what it stands for is said in words."""
    full = round(max(0.0, min(1.0, shown.share)) * 10)
    drawn = f"{'█' * full}{'░' * (10 - full)}"
    said = paragraph((Bold(shown.label), f": {shown.said}"))
    bar = paragraph((drawn,), look=Look(fixed=True, colour="Accent"))
    return [*said, {**bar[0], "spacing": "None"}]
