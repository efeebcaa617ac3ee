"""No text that anybody gives turns the direction in which another is read: not in a card, form or
file on any platform, nor in an export, a log or a terminal. Letters stay."""

import csv
import io
import json
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import render as slack
from adapters.slack.forms import modal
from adapters.teams import forms as dialog
from adapters.teams import render as teams
from adapters.web import render as web
from bot.features.concerns.export import COLUMNS, as_csv, as_json
from bot.features.csv_cells import defused
from bot.run import logs
from bot.words import cards, plain_text
from bot.words.bidi import TURNS, straight
from bot.words.cards import (
    Bar,
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
    Table,
    When,
)
from bot.words.events import Account, Action, Channel, Command, Said, Shortcut, Submit
from bot.words.fields import ChoiceField, Option, TextField
from tests.harness import WARDS, Bot, said

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NAMES = ("محمد الأحمد", "יעל כהן", "Zoë O’Néill", "अनीता", "李娜")
NOW = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
turned = st.text(st.sampled_from([*MARKS, *"abc =1", *"محכה", "\u200d", "🙂"]), max_size=12)
DO = Action("concern.show", ("101",))
CONTEXT = web.CardContext("ward-1", "once-12345678")


def blocks(t: str) -> tuple[Block, ...]:
    button = Button(t, DO, confirm=t)
    account = Account("slack", "T1", "U0ANA", t)
    spans = (t, Bold(t), Link(t, "https://x.example"), Mention(account), When(NOW, t))
    return (
        *(Line(spans), Heading(t), Quote(t), Note(spans), Facts(((t, spans),))),
        *(Buttons((button,), t), Row(spans, button), Table((t,), ((spans,),))),
        *(Bars((Bar(t, 0.5, t),)), File(f"{t}.txt", "text/plain", t)),
    )


def shown(t: str) -> tuple[Message, Form]:
    asks = (
        TextField("a", t, t, hint=t, error=t),
        ChoiceField("b", t, (Option("x", t),), hint=t, error=t),
    )
    return Message(t, blocks(t)), Form(t, DO, asks, t, (Line((t,)),))


def turns(rendered: object) -> list[str]:
    text = rendered if isinstance(rendered, str) else json.dumps(rendered, ensure_ascii=False)
    return TURNS.findall(text)


@settings(max_examples=60)
@given(t=turned)
def test_no_renderer_passes_one_on(t: str) -> None:
    message, form = shown(t)
    for one in (message, form):
        assert turns(plain_text.plain(one)) == []
        assert turns(plain_text.spoken(one)) == []
    assert turns(cards.dump(message)) == []
    assert turns(asdict(slack.message(message, "T1"))) == []
    assert turns(modal(form, "T1")) == []
    assert turns(teams.message(message, opens=frozenset({"concern.show"}))) == []
    assert turns(dialog.inline(form)) == []
    assert turns(str(web.message(message, CONTEXT))) == []
    assert turns(str(web.form(form, CONTEXT))) == []
    assert turns(str(web.words(t))) == []


@given(t=turned)
def test_no_event_brings_one_in(t: str) -> None:
    dm = Channel("slack", "T1", "U1", dm=True)
    one = Account("slack", "T1", "U1", t, f"{t}@x.example")
    events = (
        Command("1", dm, one, t, t),
        Said("1", dm, one, t, "r"),
        Shortcut("1", dm, one, DO, t),
        Submit("1", dm, one, DO, {"text": t}),
    )
    for event in events:
        assert turns(repr(event).encode().decode("unicode_escape", "ignore")) == []
        assert not any(TURNS.search(str(getattr(event, f.name))) for f in fields(event))


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_stay_letter_by_letter(name: str) -> None:
    assert straight(name) == name
    assert Account("slack", "T1", "U1", name).name == name
    assert straight(f"\u202e{name}\u202c") == name
    assert replace(Quote(name), text=f"\u2067{name}\u2069").text == name


@given(t=turned)
def test_no_export_passes_one_on_and_no_cell_is_a_formula(t: str) -> None:
    row = dict.fromkeys(COLUMNS, t)
    assert turns(as_csv([row])) == []
    assert turns(as_json([row])) == []
    assert json.loads(as_json([row]))[0]["text"] == straight(t)
    (_, cells) = csv.reader(io.StringIO(as_csv([row]), newline=""))
    assert not any(cell.strip("\u200d \ufeff").startswith("=") for cell in cells)


@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b")
@pytest.mark.parametrize(
    "before",
    [
        "",
        " ",
        "\t",
        "\r",
        "\n",
        "\u00a0",
        "\ufeff",
        "\u200b",
        "\u2060",
        "\u202e",
        "\u3000",
        "\u3164",
    ],
    ids=ascii,
)
def test_a_formula_behind_whatever_shows_as_nothing_is_a_text(sign: str, before: str) -> None:
    assert defused(f"{before}{sign}1+1").startswith("'")


@pytest.mark.parametrize("cell", ["", "a=1", "C-101", "5 West", "éclair", "3-4", "2026-03-04"])
def test_other_cells_are_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def test_logs_keep_none() -> None:
    assert logs._plain("a\u202eb") == "ab"


def test_an_old_row_and_a_new_name_reach_nobody_turned(bot: Bot) -> None:
    bot.says("ana", "concern printer \u202edead\u202c on 5 West", WARDS["5W"])
    assert TURNS.search(bot.everything()) is None
    assert "printer dead on 5 West" in said(bot.says("ana", "show C-101"))
    assert TURNS.search(bot.sees(WARDS["5W"])) is None
    assert TURNS.search(said(bot.says("elena", "export json"))) is None
