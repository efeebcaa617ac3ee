"""The playground when things go wrong or come twice: nothing is lost, nothing is done twice."""

import asyncio
import json
import re
from dataclasses import replace

import pytest
from sse_starlette import ServerSentEvent

from adapters.web.pages import Pages
from adapters.web.people import PANES
from bot.run.playground_store import MOST_NEWS
from bot.words.cards import Message, line
from bot.words.delivery import Sent
from bot.words.events import Command, Said
from bot.words.typed import readable
from tests.contract.everything import FORM
from tests.contract.rigs import ROOM, STAGE
from tests.web.conftest import TOKEN, Chat

PHRASES = (
    "<b>bold</b> <script>alert(1)</script> {{ 7*7 }} & &amp;",
    "*bold* _italic_ [link](javascript:alert) <!channel> @everyone",
    "مرحبا \u202eabc\u202c שלום",
    "🙂👩‍⚕️🏥",
    "one\n\n  two\tthree",
)


def escaped(text: str) -> str:
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(raw, safe)
    return text


@pytest.mark.parametrize("text", PHRASES)
async def test_texts_are_shown_as_typed(chat: Chat, text: str) -> None:
    assert (await chat.post("say", text=text)).status_code == 200
    assert f'<p class="words" dir="auto">{escaped(readable(text))}</p>' in await chat.shown()


async def test_forty_thousand_characters_of_any_kind(chat: Chat) -> None:
    huge = "🙂" * 40_000
    place = {"pane": "ward", "as": "ana", "at": "ward-5w", "once": "once-huge-1"}
    parts = {name: (None, value) for name, value in (place | {"text": huge}).items()}
    answer = await chat.client.post("/web/say", files=parts, headers={"X-Corridor": TOKEN})
    assert answer.status_code == 200
    assert huge in await chat.shown()
    longer = await chat.post("say", text="x" * 40_001, once="once-huge-2")
    assert longer.status_code == 400
    assert "40,000 is the most" in longer.text
    assert len(chat.heard) == 1


async def test_control_characters_are_left_out(chat: Chat) -> None:
    await chat.post("say", text="a\x00b\x07c\nd")
    (said,) = chat.heard
    assert isinstance(said, Said)
    assert said.text == "abc\nd"


async def test_a_repeated_act_takes_nothing_off_the_page(chat: Chat) -> None:
    again = await chat.post("press", action='["concern.take","101"]')
    assert again.text == ""


async def test_a_refused_form_stays_and_an_accepted_one_closes(chat: Chat) -> None:
    chat.reply = FORM
    assert "<dialog" in (await chat.post("submit", action='["concern.raise","7"]')).text
    chat.reply = Message("C-101 is with IT")
    closed = (await chat.post("submit", action='["concern.raise","7"]')).text
    assert '<div id="modal-ward" hx-swap-oob="innerHTML"></div>' in closed
    assert "C-101 is with IT" in closed


async def test_an_emoji_pressed_twice_is_there_once(chat: Chat) -> None:
    await chat.post("say", text="good night")
    ref = "once-12345678"
    for _ in range(2):
        await chat.post("react", ref=ref, emoji="+1", on="1", once="once-react-1")
    assert "👍 1" in await chat.shown()
    await chat.post("react", ref=ref, emoji="+1", on="0", once="once-react-2")
    assert "👍 1" not in await chat.shown()


async def test_a_text_that_cannot_be_checked_goes_nowhere(chat: Chat) -> None:
    chat.blind = True
    answer = await chat.post("say", text="good night")
    assert answer.status_code == 400
    assert "could not be checked" in answer.text
    assert chat.heard == []
    chat.blind = False
    assert "good night" not in await chat.shown()


async def test_a_page_that_cannot_be_read_says_so(chat: Chat) -> None:
    chat.broken = True
    answer = await chat.client.get("/web/pane", params={"pane": "ward", "at": "home"})
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.text


async def test_nobody_acts_in_a_room_that_is_gone(chat: Chat) -> None:
    answer = await chat.post("say", text="x", at="closed-room")
    assert answer.status_code == 400
    assert chat.heard == []


async def test_a_page_from_before_a_restart_still_acts(chat: Chat) -> None:
    chat.client.cookies.clear()
    page = await chat.client.get("/")
    found = re.search(r'"X-Corridor": "([\w-]+)"', page.text)
    assert found is not None
    assert (await chat.post("say", token=found[1], text="x")).status_code == 200
    chat.stop()
    chat.start()
    later = await chat.post("say", token=found[1], text="y", once="once-22222222")
    assert later.status_code == 200
    shown = await chat.shown()
    assert ">x</p>" in shown
    assert ">y</p>" in shown


async def test_an_old_browser_names_the_page_that_sent_it(chat: Chat) -> None:
    chat.client.headers["Origin"] = "http://elsewhere.example"
    assert (await chat.post("say", text="x")).status_code == 403
    chat.client.headers["Origin"] = "http://127.0.0.1"
    assert (await chat.post("say", text="x")).status_code == 200


async def test_a_body_of_unknown_length_is_refused(chat: Chat) -> None:
    request = chat.client.build_request("POST", "/web/say", headers={"X-Corridor": TOKEN})
    request.headers.pop("content-length", None)
    assert (await chat.client.send(request)).status_code == 413


async def test_what_is_in_the_direct_messages_is_said_to_corridor(chat: Chat) -> None:
    await chat.post("say", text="Concern\nprinter dead", at="corridor")
    await chat.post("say", text="and smoking", at="corridor", thread="c-1", once="once-22222222")
    command, reply = chat.heard
    assert isinstance(command, Command)
    assert (command.verb, command.rest, command.channel.dm) == ("Concern", "printer dead", True)
    assert isinstance(reply, Said)
    assert reply.thread == "c-1"


async def test_older_messages_wait_behind_a_button(chat: Chat) -> None:
    for n in range(55):
        await chat.adapter.post(ROOM, Message(f"number {n}."), thread="", key=f"k{n}")
    shown = await chat.shown()
    assert "number 5." in shown
    assert "number 4." not in shown
    found = re.search(r'"before": "(\d+)"', shown)
    assert found is not None
    where = {"pane": "ward", "as": "ana", "at": "ward-5w", "before": found[1]}
    earlier = (await chat.client.get("/web/earlier", params=where)).text
    assert "number 0." in earlier
    assert "number 4." in earlier
    assert "number 5." not in earlier
    assert "Show earlier" not in earlier


async def heard(pages: Pages, since: int, *, at: str = "ward-5w") -> ServerSentEvent:
    """The first thing that an open pane is told."""
    view = STAGE.view(PANES["ward"], "ana", at)
    assert view is not None
    stream = pages._news(view, since)
    try:
        return await asyncio.wait_for(anext(stream), 5)
    finally:
        await stream.aclose()  # type: ignore[attr-defined]


async def test_an_open_page_is_told_and_catches_up(chat: Chat) -> None:
    told = asyncio.create_task(heard(chat.pages, 0))
    await asyncio.sleep(0)
    sent = await chat.adapter.post(ROOM, Message("C-101"), thread="", key="concern:101")
    assert isinstance(sent, Sent)
    news = await told
    (piece,) = json.loads(str(news.data))["said"]
    assert "C-101" in piece["whole"]
    await chat.adapter.edit(ROOM, sent.ref, Message("C-101", (line("taken"),)))
    later = json.loads(str((await heard(chat.pages, int(str(news.id)))).data))["said"]
    assert [p["ref"] for p in later] == [sent.ref]
    assert "taken" in later[0]["part"]


async def test_an_open_page_counts_what_waits_elsewhere(chat: Chat) -> None:
    dm = replace(ROOM, id="ana", dm=True)
    await chat.adapter.post(dm, Message("hello"), thread="", key="hello")
    first = json.loads(str((await heard(chat.pages, 0)).data))
    assert first["unread"] == {"corridor": 1}
    assert '<span class="n">1</span>' in await chat.shown()
    await heard(chat.pages, 0, at="corridor")
    assert '<span class="n">1</span>' not in await chat.shown()


async def test_a_page_that_is_far_behind_is_told_to_reload_and_goes_on(chat: Chat) -> None:
    """However much there is, little is read, drawn and sent of it."""
    for n in range(MOST_NEWS + 1):
        await chat.adapter.post(ROOM, Message(f"number {n}."), thread="", key=f"k{n}")
    news = await heard(chat.pages, 0)
    told = json.loads(str(news.data))
    assert (told["said"], told["reload"]) == ([], True)
    assert len(str(news.data)) < 200
    await chat.adapter.post(ROOM, Message("the latest"), thread="", key="latest")
    later = json.loads(str((await heard(chat.pages, int(str(news.id)))).data))
    assert (len(later["said"]), later["reload"]) == (1, False)
    assert "the latest" in await chat.shown()
    assert 'id="behind-ward" hidden' in await chat.shown()
