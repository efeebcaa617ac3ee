"""The playground over HTTP: who may act, what is kept, and what a visitor is told."""

import re
from datetime import UTC

import pytest

from bot.words.cards import Message
from bot.words.events import Command, Press, Said, Shortcut, Submit
from tests.contract.everything import EVERYTHING, FORM
from tests.privacy.versions import bytes_of
from tests.web.conftest import Chat


async def test_the_page_carries_headers_that_keep_it_to_itself(chat: Chat) -> None:
    page = await chat.client.get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert " style=" not in page.text
    assert (await chat.client.get("/web/static/style.css")).status_code == 200


async def test_a_command_a_mention_and_a_plain_message(chat: Chat) -> None:
    await chat.post("say", text="/concern printer dead")
    await chat.post("say", text="@Corridor help me", once="once-2222222")
    await chat.post("say", text="good night", once="once-33333333")
    slash, mention, plain = chat.heard
    assert isinstance(slash, Command)
    assert (slash.verb, slash.rest) == ("concern", "printer dead")
    assert isinstance(mention, Command)
    assert (mention.verb, mention.rest) == ("help", "me")
    assert isinstance(plain, Said)
    assert plain.at is not None
    assert plain.at.tzinfo is UTC
    shown = await chat.shown()
    assert "printer dead" not in shown
    assert "good night" in shown


async def test_what_people_type_is_kept_cleaned_and_shown_as_typed(chat: Chat) -> None:
    await chat.post("say", text="<b>hi</b> pt Jane Sample *again*")
    said = chat.heard[0]
    assert isinstance(said, Said)
    assert "Jane Sample" in said.text
    shown = await chat.shown()
    assert "&lt;b&gt;hi&lt;/b&gt; pt [NAME] *again*" in shown
    assert b"Jane" not in chat.database.read_bytes()


async def test_what_is_said_without_a_name_is_not_kept_beside_one(chat: Chat) -> None:
    await chat.post("say", text="Anonymous the door sticks", at="corridor")
    await chat.post("say", text="receipt bcdf-ghjk-lmnp-qrst", at="corridor", once="once-22222222")
    await chat.post("say", text="vote P-101 Partly", at="corridor", once="once-33333333")
    await chat.post("say", text="@Corridor Unvote P-101", once="once-44444444")
    await chat.post("say", text="good night", at="corridor", once="once-55555555")
    assert len(chat.heard) == 5
    kept = bytes_of(chat.database.parent)  # the journal too
    assert b"good night" in kept
    for words in (b"the door sticks", b"bcdf-ghjk", b"Partly", b"Unvote"):
        assert words not in kept


async def test_a_message_sent_twice_is_one(chat: Chat) -> None:
    for _ in range(2):
        await chat.post("say", text="good night")
    first, second = chat.heard
    assert isinstance(first, Said)
    assert isinstance(second, Said)
    assert first.id == second.id
    assert (await chat.shown()).count('class="words"') == 1


async def test_a_form_opens_in_a_dialog_and_comes_back_filled_in(chat: Chat) -> None:
    chat.reply = FORM
    opened = await chat.post("raise")
    assert "<dialog" in opened.text
    assert isinstance(chat.heard[0], Shortcut)
    chat.reply = None
    await chat.post(
        "submit", action='["concern.raise","7"]', **{"f.text": "a\r\nb", "f.day": "2026-03-08"}
    )
    sent = chat.heard[1]
    assert isinstance(sent, Submit)
    assert (sent.action.args, dict(sent.values)) == (("7",), {"text": "a\nb", "day": "2026-03-08"})


async def test_an_answer_is_private_to_the_one_who_acted(chat: Chat) -> None:
    chat.reply = EVERYTHING
    answered = await chat.post("press", action='["concern.show","101"]')
    assert "Only you can see this" in answered.text
    assert isinstance(chat.heard[0], Press)
    assert "Only you can see this" not in await chat.shown()


@pytest.mark.parametrize(
    ("what", "values", "status"),
    [
        ("press", {"action": "not json"}, 400),
        ("press", {"action": '["../etc"]'}, 400),
        ("press", {"action": '["concern.show"]', "once": "<script>"}, 400),
        ("say", {"text": "   "}, 400),
        ("say", {"text": "x", "as": "nobody"}, 400),
        ("say", {"text": "x", "pane": "cellar"}, 400),
        ("edit", {"ref": "none", "text": "x"}, 400),
        ("react", {"ref": "none", "emoji": "bomb"}, 400),
    ],
)
async def test_what_our_page_never_sends_is_refused_with_a_sentence(
    chat: Chat, what: str, values: dict[str, str], status: int
) -> None:
    answer = await chat.post(what, **values)
    assert answer.status_code == status
    assert answer.text.endswith(".")
    assert chat.heard == []


async def test_other_pages_cannot_act(chat: Chat) -> None:
    assert (await chat.post("say", token="guessed", text="x")).status_code == 403
    chat.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert (await chat.post("say", text="x")).status_code == 403
    assert chat.heard == []


async def test_too_much_is_refused(chat: Chat) -> None:
    assert (await chat.post("say", text="x" * 300_000)).status_code == 413


async def test_when_nothing_can_be_saved_the_visitor_is_told_and_nothing_is_shown(
    chat: Chat,
) -> None:
    chat.broken = True
    answer = await chat.post("say", text="good night")
    assert answer.status_code == 503
    assert "was not saved" in answer.text
    chat.broken = False
    assert "good night" not in await chat.shown()


async def test_people_edit_and_delete_only_their_own(chat: Chat) -> None:
    await chat.post("say", text="good night")
    ref = re.search(r'id="root-ward-([^"]+)"', await chat.shown())
    assert ref is not None
    await chat.post("edit", ref=ref[1], text="good morning", once="once-44444444")
    assert "good morning" in await chat.shown()
    other = await chat.post("edit", ref="c-concern-1", text="x", once="once-55555555")
    assert other.status_code == 400
    await chat.post("react", ref=ref[1], emoji="eyes", on="1", once="once-66666666")
    assert "👀 1" in await chat.shown()
    await chat.post("delete", ref=ref[1], once="once-77777777")
    shown = await chat.shown()
    assert "good morning" not in shown
    assert "This message was deleted" in shown


async def test_an_edit_of_what_was_said_to_us_comes_without_our_name(chat: Chat) -> None:
    await chat.post("say", text="@corridor concern monitor 4 is dark")
    ref = re.search(r'id="root-ward-([^"]+)"', await chat.shown())
    assert ref is not None
    words = "@corridor concern monitor 5 is dark"
    await chat.post("edit", ref=ref[1], text=words, once="once-44444444")
    said, edited = chat.heard[-2:]
    assert isinstance(said, Command)
    assert isinstance(edited, Said)
    assert (edited.ref, edited.change, edited.addressed) == (said.ref, "edited", True)
    assert edited.text == "concern monitor 5 is dark"


async def test_home_is_what_the_core_says_it_is(chat: Chat) -> None:
    chat.reply = Message("Ana, Sunday")
    page = await chat.client.get("/web/pane", params={"pane": "ward", "at": "home"})
    assert "Ana, Sunday" in page.text
