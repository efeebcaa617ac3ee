"""R21: pages leave the chat by services that are really there, and hold no text."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.pager import client
from adapters.pager.adapter import AGAIN, PagerAdapter
from bot.words.cards import Message, line
from bot.words.delivery import Sent, TryLater
from bot.words.events import Channel
from tests.features.test_ladder import moments, opened, passes, raised
from tests.features.test_story_5 import MAIL, SMS
from tests.harness import TRIAGE
from tests.pager.services import Inbox, Receiver, mail_server, receiver
from tests.typed import corridor

PAGE = Message("C-201 P1 ICU, C-202 P1 ED", (line("https://chat.example/triage"),), tone="urgent")
TO = Channel("pager", "", SMS)


@pytest.fixture
def sms() -> Iterator[tuple[Receiver, str]]:
    with receiver() as found:
        yield found


@pytest.fixture
def mail() -> Iterator[tuple[Inbox, str]]:
    with mail_server() as found:
        yield found


async def test_a_receiver_gets_the_numbers_and_the_way_back(sms: tuple[Receiver, str]) -> None:
    service, address = sms
    pager = PagerAdapter({SMS: address}, client.send)
    assert await pager.post(TO, PAGE, thread="", key="k") == Sent("k")
    got = json.loads(service.bodies[0])
    assert (got["title"], got["message"]) == (PAGE.title, "https://chat.example/triage")


@pytest.mark.parametrize("answer", ["503", "garbage", "slow"])
async def test_what_is_not_surely_taken_is_tried_again(
    sms: tuple[Receiver, str], answer: str
) -> None:
    service, address = sms
    service.answer = answer
    pager = PagerAdapter({SMS: address}, client.send)
    result = await pager.post(TO, PAGE, thread="", key="k")
    assert isinstance(result, TryLater)
    assert result.after == AGAIN
    assert address not in result.why
    service.answer = "ok"
    assert isinstance(await pager.post(TO, PAGE, thread="", key="k"), Sent)


async def test_a_mail_server_gets_it_as_mail(mail: tuple[Inbox, str]) -> None:
    inbox, address = mail
    pager = PagerAdapter({MAIL: address}, client.send)
    inbox.down = True
    assert isinstance(
        await pager.post(Channel("pager", "", MAIL), PAGE, thread="", key="k"), TryLater
    )
    inbox.down = False
    assert await pager.post(Channel("pager", "", MAIL), PAGE, thread="", key="k") == Sent("k")
    assert "Subject: C-201 P1 ICU, C-202 P1 ED" in inbox.mail[0]


async def test_a_service_without_an_address_waits() -> None:
    pager = PagerAdapter({}, client.send)
    assert isinstance(await pager.post(TO, PAGE, thread="", key="k"), TryLater)


def test_a_night_with_a_service_that_is_down_and_one_that_is_there(
    sms: tuple[Receiver, str], mail: tuple[Inbox, str], tmp_path: Path
) -> None:
    """Through the outbox: one message of all that waited, called paged once it is, without a word
    of what was written."""
    (service, by_http), (inbox, by_mail) = sms, mail
    service.answer = "503"
    bot = opened(tmp_path)
    bot.chats["pager"] = PagerAdapter({SMS: by_http, MAIL: by_mail}, client.send)  # type: ignore[assignment]
    raised(bot)
    bot.says("tom", "concern the monitor and all pumps of bay 9 are black and alarm")
    bot.presses("tom", "concern.urgent", "102")
    assert "not sent yet: Sam (SMS)" in bot.card("concern:101:it", TRIAGE)
    passes(bot, 2)
    assert service.bodies == []
    service.answer = "ok"
    passes(bot, 1)
    (body,) = service.bodies
    assert json.loads(body)["title"].startswith("C-101 P1 ICU, C-102 P")
    assert "SMS 03:13" in bot.card("concern:101:it", TRIAGE)
    passes(bot, 17)
    assert moments(bot, "Quinn") == ["03:30"]
    assert "Subject: C-101 P1 ICU" in inbox.mail[0]
    for left in (*service.bodies, *inbox.mail):
        assert "screens" not in left
        assert "bay 9" not in left
    bot.end()


def test_an_answer_takes_back_what_no_service_has_taken(
    sms: tuple[Receiver, str], tmp_path: Path
) -> None:
    service, address = sms
    service.answer = "503"
    bot = opened(tmp_path)
    bot.chats["pager"] = PagerAdapter({SMS: address}, client.send)  # type: ignore[assignment]
    raised(bot)
    bot.says("sam", "Looking at the gateway", TRIAGE, under="concern:101:it")
    service.answer = "ok"
    passes(bot, 3)
    assert service.bodies == []
    bot.end()


FILE = f"""
[hospital]
name = "Harbor"
zone = "America/New_York"

[[people]]
name = "Sam Ortiz"
platform = "web"
id = "sam"

[[paging]]
person = "Sam Ortiz"
service = "{SMS}"
says = "SMS"
"""


def test_the_doctor_sends_a_page_that_says_it_is_a_test(
    sms: tuple[Receiver, str], tmp_path: Path
) -> None:
    service, address = sms
    (tmp_path / "corridor.toml").write_text(FILE, encoding="utf-8")
    done = corridor("doctor", "--page", "sam ortiz", cwd=tmp_path, **{SMS: address})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "a test page for Sam Ortiz was taken by SMS" in done.stdout
    assert "TEST PAGE, nobody needs help" in json.loads(service.bodies[0])["title"]
    service.answer = "503"
    done = corridor("doctor", "--page", SMS, cwd=tmp_path, **{SMS: address})
    assert done.returncode == 1
    assert "did not take the page" in done.stdout
    assert address not in done.stdout + done.stderr
    done = corridor("doctor", "--page", "Nobody", cwd=tmp_path, **{SMS: address})
    assert "no [[paging]] of Nobody: there is: Sam Ortiz" in done.stdout


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", f"fail  no {SMS}"),
        ("nothing://at all", "apprise knows no such address"),
        ("json://127.0.0.1:1/", "Sam Ortiz is paged by SMS"),
    ],
)
def test_the_doctor_looks_at_addresses_and_tells_none(
    address: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "corridor.toml").write_text(FILE, encoding="utf-8")
    done = corridor("doctor", cwd=tmp_path, **({SMS: address} if address else {}))
    assert told in done.stdout
    assert "127.0.0.1:1" not in done.stdout
