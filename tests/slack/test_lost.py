"""Nothing that is said is lost: not by a limit, not in parts, not in a message that is shortened."""

import re
from collections.abc import Iterator
from typing import assert_never

from hypothesis import HealthCheck, given, settings

from adapters.slack.callback_data import pack
from adapters.slack.render import message, reply
from adapters.slack.size_limits import clean
from bot.words.cards import (
    Alert,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Facts,
    File,
    Heading,
    Line,
    Link,
    Mention,
    Message,
    Note,
    Quote,
    Row,
    Spans,
    Table,
    To,
    When,
    line,
)
from bot.words.events import Action, Press
from tests.contract.slack_rig import on_screen, slack_press, slack_text
from tests.slack.words import HOME, messages

calm = settings(max_examples=60, suppress_health_check=list(HealthCheck))
MARKS = re.compile("[\\s…\u2066-\u2069]")


def bare(text: str) -> str:
    """Without spaces, and without the marks that stand where a text goes on elsewhere."""
    return MARKS.sub("", clean(text))


@calm
@given(messages)
def test_all_of_a_message_is_on_the_screen_or_one_press_away(shown: Message) -> None:
    seen = bare(slack_text(shown))
    assert [text for text in told(shown) if bare(text) not in seen] == []


@calm
@given(messages)
def test_all_of_a_reply_is_in_its_parts(shown: Message) -> None:
    seen = bare("".join(on_screen(part.blocks) for part in reply(shown, HOME)))
    assert [text for text in told(shown) if bare(text) not in seen] == []


def test_a_shortened_card_keeps_its_title_and_its_buttons() -> None:
    acts = Buttons((Button("Take", Action("concern.take", ("7",))),))
    shown = Message("C-7 · P1", (line("x" * 9000), *(line(f"line {n}") for n in range(200)), acts))
    made = message(shown, HOME)
    assert made.text.startswith("C-7 · P1\nxxx")
    assert "Take" in on_screen(made.blocks)
    assert "This is shortened: it is too long for Slack." in made.text
    assert "Show all" in on_screen(made.blocks)
    assert [e.action.args for e in slack_press(shown) if isinstance(e, Press)] == [("7",)]


def test_a_long_text_loses_only_its_end_in_the_card_so_that_its_facts_stay_in_sight() -> None:
    shown = Message("C-7", (Quote("word " * 2000), Facts((("Owner", ("Kim",)),))))
    made = message(shown, HOME)
    assert "word word…" in made.text
    assert "Owner: Kim" in made.text


def test_what_fits_is_not_shortened() -> None:
    shown = Message("C-7", (Quote("word " * 600),))
    assert "Show all" not in on_screen(message(shown, HOME).blocks)
    assert len(reply(shown, HOME)) == 1


def test_an_edit_takes_a_text_of_4000_bytes_however_much_there_is_to_say() -> None:
    for text in ("a", "é", "字", "🙂", "&"):
        made = message(Message(text * 200, tuple(Quote(text * 900) for _ in range(9))), HOME)
        assert 1000 < len(made.text.encode()) <= 4000


def told(shown: Message) -> Iterator[str]:
    yield shown.title
    for block in shown.blocks:
        yield from _told(block)


def _told(block: Block) -> Iterator[str]:  # noqa: C901 - one case a word
    match block:
        case Line(spans) | Note(spans):
            yield from _spans(spans)
        case Alert():
            yield from _spans(block.told)
        case Heading(text) | Quote(text):
            yield text
        case Facts(pairs):
            for name, spans in pairs:
                yield name
                yield from _spans(spans)
        case Buttons(buttons, label, more):
            yield label
            for button in (*buttons, *more):
                yield from _button(button)
        case Row(spans, button):
            yield from _spans(spans)
            yield from _button(button)
        case Table(head, rows):
            yield from head
            for row in rows:
                for spans in row:
                    yield from _spans(spans)
        case Bars(bars):
            for bar in bars:
                yield from (bar.label, bar.said)
        case File(name, _, text):
            yield from (name, text)
        case _:
            assert_never(block)


def _button(button: Button) -> Iterator[str]:
    """One that can't be made is named all the same."""
    yield button.label
    if len(pack(button.action)) <= 2000:
        yield button.confirm


def _spans(spans: Spans) -> Iterator[str]:
    for span in spans:
        match span:
            case str():
                yield span
            case Bold(text) | When(_, text) | Link(text, _) | To(text):
                yield text
            case Mention():
                pass
            case _:
                assert_never(span)
