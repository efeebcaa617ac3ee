"""The bot behind each wire, with everybody of one hospital on it: Slack, Teams or the playground.

The ward also has a room on another platform, in memory: what is kept with IT must not be there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import httpx
from sqlalchemy import text
from starlette.applications import Starlette

from adapters.memory.adapter import MemoryAdapter
from adapters.web.adapter import WebAdapter
from adapters.web.page import Look
from adapters.web.pages import Pages
from adapters.web.people import Actor, RoomView, Stage
from bot.run.playground_store import PlaygroundStore
from bot.settings import PersonSetting, RoomSetting
from bot.words.cards import Reply
from bot.words.events import Channel, Command, Event, Said
from tests.harness import HARBOR, HOME, ZONE, Bot, staff
from tests.typed_corpus.outcomes import outcome, stored
from tests.wire.slack_api import FakeSlack
from tests.wire.slack_bot import SlackBot
from tests.wire.teams.microsoft import BOT
from tests.wire.teams.wired import WiredBot

BROKEN = "the badge reader at the med room door blinks red"
PAUSE = timedelta(minutes=7)  # nobody types so much that it is too much
OTHER = {"slack": "teams", "teams": "slack", "web": "slack"}
NAMES = {"ben": "Ben Cole", "kim": "Kim Lee"}
TOKEN = re.compile(r"\{(bot|ben|kim)\}")
MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
IT_CARD, WARD_CARD = "concern:101:it", "concern:101"


class Rig(Protocol):
    """`types` gives what came of it, and what the ward's other room got meanwhile."""

    def types(self, place: str, words: str) -> tuple[str, str]: ...


def cast(platform: str) -> Sequence[PersonSetting]:
    return (
        staff("Ana Ruiz", "clinical", platform, unit="5W"),
        staff("Ben Cole", "clinical", platform, unit="5W"),
        staff("Sam Ortiz", "it", platform, roles=["oncall"]),
        staff("Kim Lee", "it", platform),
    )


def triage(platform: str) -> Channel:
    return Channel(platform, HOME[platform], "triage", private=True)


def ward(platform: str) -> Channel:
    return Channel(platform, HOME[platform], "ward-5w")


def rooms(platform: str) -> Sequence[RoomSetting]:
    return (
        RoomSetting(triage(platform), "triage", name="IT triage"),
        RoomSetting(ward(platform), "ward", unit="5W", name="5W"),
        RoomSetting(ward(OTHER[platform]), "ward", unit="5W", name="5W elsewhere"),
    )


@dataclass
class Heard(Bot):
    """`replies` are the core's answers to what people said, whatever wire it came by."""

    answers: list[Reply] = field(default_factory=list, kw_only=True)

    def _open(self) -> None:
        super()._open()
        core = self.core

        async def hearing(event: Event) -> Reply:
            reply = await core(event)
            if isinstance(event, Command | Said):
                self.answers.append(reply)
            return reply

        self.core = hearing  # type: ignore[assignment]

    def begins(self) -> None:
        """C-101 is with IT, and everybody is known."""
        at = ward(self.platform)
        for who in ("ben", "sam", "kim"):
            self.core_says(self.dm(who), who, "help")
        self.core_says(at, "ana", f"concern {BROKEN}")

    @property
    def platform(self) -> str:
        return self.cast[0].accounts[0].platform

    def core_says(self, at: Channel, who: str, words: str) -> None:
        verb, _, rest = words.partition(" ")
        self.run(self.core(Command(self.id(), at, self.account(who), verb, rest, at=self.now)))
        self.deliver()

    def thread(self, place: str) -> str:
        """The message under which the threads of C-101 are."""
        key, at = (IT_CARD, triage) if place == "it" else (WARD_CARD, ward)
        with self.database() as db:
            found = (
                "SELECT ref FROM shown WHERE key = :key AND platform = :platform AND channel = :at"
            )
            where = {"key": key, "platform": self.platform, "at": at(self.platform).id}
            return str(db.execute(text(found), where).scalar_one())

    def types(self, place: str, words: str) -> tuple[str, str]:
        self.now += PAUSE
        elsewhere = self.chats[OTHER[self.platform]]
        known = set(elsewhere.posts)
        with self.database() as db:
            before = stored(db)
        self.answers.clear()
        self.type_there(place, words)
        self.deliver()
        with self.database() as db:
            came = outcome(before, stored(db), self.answers)
        new = [post for ref, post in elsewhere.posts.items() if ref not in known]
        return came, "\n".join(str(post.message) for post in new)

    def type_there(self, place: str, words: str) -> None:
        raise NotImplementedError


def named(words: str, mentions: Mapping[str, str]) -> str:
    """With mentions as a platform writes them."""
    return TOKEN.sub(lambda found: mentions[found[1]], words)


def writer(place: str) -> str:
    return "sam" if place in {"it", "desk"} else "ana"


@dataclass
class OnSlack(SlackBot, Heard):
    """Signed requests to a real server, and a stand-in for Slack's API."""

    def type_there(self, place: str, words: str) -> None:
        who, said = writer(place), named(words, {n: f"@{n}" for n in NAMES} | {"bot": "@corridor"})
        room = ward("slack").id
        match place:
            case "slash":
                self.act(self.people.command(who, "/corridor", said, room))
            case "mention":
                asked = said if "{bot}" in words else f"@corridor {said}"
                self.act(self.people.says(who, room, asked))
            case "direct" | "desk":
                self.act(self.people.dm(who, said))
            case _:
                there = triage("slack").id if place == "it" else room
                self.act(self.people.says(who, there, said, under=self.thread(place)))


@dataclass
class OnTeams(WiredBot, Heard):
    """Activities with tokens, and a stand-in for Microsoft's connector."""

    def type_there(self, place: str, words: str) -> None:
        who, asked = writer(place), words
        if place == "mention" and "{bot}" not in words:
            asked = f"{{bot}} {words}"
        at = self.dm(who) if place in {"direct", "desk"} else ward("teams")
        at = triage("teams") if place == "it" else at
        thread = self.thread(place) if place in {"it", "ward"} else ""
        name = self.id()
        event = Said(name, at, self.account(who), "", name, thread, at=self.now)
        tags = {n: f"<at>{full}</at>" for n, full in NAMES.items()} | {"bot": "<at>Corridor</at>"}
        ids = {n: f"29:{n}" for n in NAMES} | {"bot": BOT}
        entities = [
            {"type": "mention", "text": tags[n], "mentioned": {"id": ids[n]}}
            for n in TOKEN.findall(asked)
        ]
        said = named(asked.translate(MARKUP), tags)
        self.run(self._post(self._activity(event) | {"text": said, "entities": entities}))


@dataclass
class OnTheWeb(Heard):
    """Forms as the playground's page sends them."""

    once: "count[int]" = field(default_factory=lambda: count(10**9))

    def _open(self) -> None:
        self.chats = {"slack": MemoryAdapter()}
        super()._open()
        people = [Actor(one.accounts[0], one.name, str(one.side), one.unit) for one in self.cast]
        shown = (
            RoomView(triage("web"), "IT triage", "triage"),
            RoomView(ward("web"), "5 West", "ward", "5W"),
        )
        stage, store = Stage(people, shown), PlaygroundStore(self.writer)
        adapter = WebAdapter(store, stage, lambda: self.now)
        self.chats["web"] = adapter  # type: ignore[assignment]
        look = Look(HARBOR.name, ZONE, stage)
        pages = Pages(self.core, store, adapter, look, str, lambda: self.now)
        app = httpx.ASGITransport(Starlette(routes=pages.routes))
        token = "token-of-this-page-alone"
        self.client = httpx.AsyncClient(
            base_url="http://127.0.0.1",
            cookies={"corridor_page": token},
            headers={"X-Corridor": token},
            transport=app,
        )

    def close(self) -> None:
        self.run(self.client.aclose())
        super().close()

    def type_there(self, place: str, words: str) -> None:
        said = named(words, {n: f"@{full}" for n, full in NAMES.items()} | {"bot": "@Corridor"})
        if place == "slash":
            said = f"/{said}"
        elif place == "mention" and "{bot}" not in words:
            said = f"@Corridor {said}"
        at = {"it": "triage", "direct": "corridor", "desk": "corridor"}.get(place, "ward-5w")
        values = {
            "pane": "it" if writer(place) == "sam" else "ward",
            "as": writer(place),
            "at": at,
            "once": f"once-{next(self.once)}",
            "text": said,
            "thread": self.thread(place) if place in {"it", "ward"} else "",
        }
        answer = self.run(self.client.post("/web/say", data=values))
        assert answer.status_code == 200, (answer.status_code, answer.text)


@contextmanager
def opened(platform: str, path: Path) -> Iterator[Rig]:
    """The bot behind one wire, with C-101 on it."""
    known: dict[str, Any] = {"cast": cast(platform), "rooms": rooms(platform), "previews": True}
    with FakeSlack(limits=False) as fake:
        bot: Any
        match platform:
            case "slack":
                bot = OnSlack(path, fake=fake, **known)
                bot.listens()
            case "teams":
                bot = OnTeams(path, **known)
            case _:
                bot = OnTheWeb(path, **known)
        bot.begins()
        try:
            yield bot
        finally:
            bot.end()
