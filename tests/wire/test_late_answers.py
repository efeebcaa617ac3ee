"""An answer that a platform does not take when it is given comes by the outbox: once, to the same
person, alone. One that may not be stored does not."""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.slack.adapter import SlackAdapter
from adapters.teams import replies as teams_replies
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack_api import Busy, Drop, FakeSlack, harbor
from tests.wire.slack_app import Scene, scene
from tests.wire.teams.world import World, words, world

__all__ = ["world"]
LATE = "I could not tell you this at once."
YOURS = "C-101 is yours"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as found:
            found.raised()
            found.people.dm("jo", "home").result()
            eventually(lambda: "Jo Park, " in chat(found))
            yield found


def chat(at: Scene) -> str:
    """What Jo reads in their own chat."""
    return at.slack.shown(at.slack.im("jo"))


def kept(path: Path) -> list[str]:
    """The answers that the outbox has."""
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT body FROM shown WHERE key LIKE 'answer:%'").fetchall()
    db.close()
    return [body for (body,) in found]


def database(at: Scene) -> Path:
    return Path(at.app.app.writer.database.kw["bind"].url.database)


@pytest.mark.parametrize("fault", [Busy(1), 503, Drop()], ids=["429", "503", "cut off"])
def test_slack_does_not_take_an_answer_in_a_direct_message(at: Scene, fault: Any) -> None:
    def answer(args: dict[str, Any]) -> bool:
        return YOURS in str(args) and LATE not in str(args)

    at.slack.fails("chat.postMessage", fault, when=answer)
    at.people.dm("jo", "take C-101").result()
    eventually(lambda: LATE in chat(at))
    assert chat(at).count(YOURS) == 1
    (body,) = kept(database(at))
    assert YOURS in body


@pytest.mark.parametrize("fault", [Busy(1), 503, Drop()], ids=["429", "503", "cut off"])
def test_slack_takes_neither_the_reply_nor_the_ephemeral(at: Scene, fault: Any) -> None:
    at.slack.fails("response_url", fault)
    at.slack.fails("chat.postEphemeral", fault)
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.press("jo", card, "Take").result()
    eventually(lambda: LATE in chat(at))
    assert chat(at).count(YOURS) == 1


def test_an_answer_that_slack_took_is_not_stored(at: Scene) -> None:
    at.people.dm("jo", "take C-101").result()
    eventually(lambda: YOURS in chat(at))
    assert kept(database(at)) == []


def test_what_may_not_be_stored_is_not(at: Scene) -> None:
    """A code that joins accounts, and a receipt of what nobody may link with them."""
    for said in ("link", "receipt ABCD-EFGH", "anonymous the pump on 5 West is too loud"):
        at.slack.fails("chat.postMessage", Busy(1), when=lambda args: "thread_ts" not in args)
        at.people.dm("jo", said).result()
        eventually(lambda: not at.slack.faults.plans)
    at.people.dm("jo", "help").result()
    eventually(lambda: "What you can say to me" in chat(at))
    assert kept(database(at)) == []


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_teams_does_not_take_an_answer(
    world: World, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teams_replies, "TRIES", 1)
    await world.says("ana", "concern label printer dead on 5 West")
    chat = "a:29:ana"
    await world.until(lambda: told(world, chat, "C-101"))
    done, left = world.microsoft._done, [status]

    def busy(method: str, parts: list[str], body: Any) -> web.Response:
        if left and "You are away" in words(body):
            return web.Response(status=left.pop(), headers={"Retry-After": "1"})
        return done(method, parts, body)

    world.microsoft._done = busy  # type: ignore[method-assign]
    await world.says("ana", "away until friday")
    await world.until(lambda: told(world, chat, LATE))
    assert len(told(world, chat, LATE)) == 1 == len(told(world, chat, "You are away"))


def told(world: World, place: str, text: str) -> list[str]:
    posts = world.microsoft.posts.items()
    return [ref for ref, p in posts if p.place == place and text in words(p.activity)]


def held(path: Path) -> int:
    with sqlite3.connect(path) as db:
        (found,) = db.execute("SELECT count(*) FROM held_answers").fetchone()
    db.close()
    return int(found)


def test_a_process_that_dies_before_it_answers_loses_no_answer(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The task that was to answer is gone with its process; another one finds the answer held."""
    monkeypatch.setattr("bot.core.held_answers.HOLD", timedelta(seconds=2))

    async def dies(*_: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr("adapters.slack.replies.Replies._deliver", dies)
        at.people.dm("jo", "take C-101").result()
        assert held(database(at)) == 1
        eventually(lambda: LATE in chat(at))
    assert chat(at).count(YOURS) == 1
    eventually(lambda: held(database(at)) == 0)


def test_what_was_given_is_forgotten_with_the_next_commit(at: Scene) -> None:
    at.people.dm("jo", "take C-101").result()
    eventually(lambda: YOURS in chat(at))
    eventually(lambda: held(database(at)) == 0)
    assert kept(database(at)) == []


async def test_what_teams_took_is_forgotten(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West")
    await world.until(lambda: told(world, "a:29:ana", "C-101"))
    await world.says("ana", "away until friday")
    path = Path(world.app.writer.database.kw["bind"].url.database)
    await world.until(lambda: held(path) == 0)
    assert kept(path) == []
