"""What each platform makes of each word of the vocabulary, as it renders it today."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from adapters.slack import forms, home, render
from adapters.slack.blocks import ALERT
from bot.words.cards import Block, Bold, Form, Line, Link, Mention, Message, Span, To, When
from bot.words.fields import Field
from tests.contract.everything import EVERYTHING, FORM
from tests.contract.rigs import markup, teams_payload
from tests.harness import HOME

HEAD = """
## The vocabulary

What each platform is sent for each word of `bot/words/cards.py` and `fields.py`, by the platform's own
names, without what carries plain text. The contract tests hold that nothing is lost on the way and that
no text becomes markup.

| word | web playground | Slack | Teams |
|---|---|---|---|
"""
Shown: TypeAlias = Message | Form
NEWER = frozenset({ALERT})
# What carries text within something else, on every line of the table.
CARRIERS = {"bdi", "path", "plain_text", "raw_text", "rich_text_section", "text", "TextRun"}


def table() -> str:
    rows = [_row(name, shown) for name, shown in _words()]
    return HEAD + "".join(rows)


def _words() -> Iterator[tuple[str, Shown]]:
    """Every kind of span, block and field once, in a message or form that has nothing else."""
    plain = replace(EVERYTHING, title="", tone="plain")
    spans: dict[str, Span] = {}
    for block in EVERYTHING.blocks:
        if isinstance(block, Line):
            spans |= {type(span).__name__: span for span in block.spans}
    for name in (one.__name__ for one in (Bold, Link, Mention, When, To)):
        yield name, replace(plain, blocks=(Line((spans[name],)),))
    yield from ((n, replace(plain, blocks=(one,))) for n, one in _first(EVERYTHING.blocks))
    yield from ((n, replace(FORM, intro=(), fields=(one,))) for n, one in _first(FORM.fields))


def _first(words: Iterable[Block | Field]) -> Iterator[tuple[str, Any]]:
    by_name: dict[str, Block | Field] = {}
    for word in words:
        by_name.setdefault(type(word).__name__, word)
    return iter(by_name.items())


def _row(name: str, shown: Shown) -> str:
    empty = replace(shown, fields=()) if isinstance(shown, Form) else replace(shown, blocks=())
    cells = (
        ", ".join(f"`{kind}`" for kind in sorted(look(shown) - look(empty) - CARRIERS)) or "text"
        for look in LOOKS
    )
    return f"| {name} | {' | '.join(cells)} |\n"


def _tags(shown: Shown) -> set[str]:
    return set(re.findall(r"<([a-z][\w-]*)", markup(shown)))


def _slack(shown: Shown) -> set[str]:
    where = HOME["slack"]
    if isinstance(shown, Form):
        return set(_types(forms.modal(shown, where, newer=NEWER)["blocks"]))
    window = home.said(shown, where, newer=NEWER)["blocks"]
    return set(_types([*render.message(shown, where).blocks, *window]))


def _teams(shown: Shown) -> set[str]:
    return set(_types(teams_payload(shown)))


def _types(value: Any) -> Iterator[str]:
    """The `type` of everything in a payload."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _types(part)


LOOKS: Sequence[Callable[[Shown], set[str]]] = (_tags, _slack, _teams)
