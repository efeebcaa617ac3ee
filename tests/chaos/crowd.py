"""People on three platforms who say things nobody says twice, until they are heard."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp

from tests.chaos.estate import TEAMS_WARD, TRIAGE, WARD, WEB_WARD, Estate
from tests.chaos.processes import Process
from tests.wire.slack.parcels import Answer
from tests.wire.slack.things import Message
from tests.wire.teams.microsoft import BOT, TENANT

TOKEN = "token-of-this-page-alone"
AGAIN = (0.2, 0.5, 1.0, 2.0, *(3.0 for _ in range(40)))
PATIENCE = 8.0
UNSAVED = "could not be saved"


@dataclass(slots=True)
class Told:
    """One thing that somebody said. `word` is in no other; `heard` says that it was acknowledged,
    `tries` how often it was sent, `waited` how long until it was heard."""

    word: str
    way: str
    heard: bool = False
    tries: int = 1
    waited: float = 0.0


@dataclass
class Crowd:
    """Says things at random, but the same for one `seed`; `told` is all of it."""

    estate: Estate
    seed: int
    told: list[Told] = field(default_factory=list)
    ways: tuple[str, ...] = ("dm", "mention", "command", "teams", "teams dm", "web", "answer")

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._ids = count(1)
        self._words = words(self._rng)
        self._doing: dict[str, Callable[[Told, Process], Awaitable[None]]] = {
            "dm": self._dm,
            "mention": self._mention,
            "command": self._command,
            "teams": self._teams,
            "teams dm": self._teams,
            "web": self._web,
            "answer": self._answer,
        }

    async def talks(self, many: int, gap: float) -> None:
        """So many things, one every `gap` seconds on average; ends when all were heard."""
        async with aiohttp.ClientSession(cookies={"corridor_page": TOKEN}) as self._client:
            under_way = []
            for _ in range(many):
                under_way.append(asyncio.ensure_future(self._one()))
                await asyncio.sleep(self._rng.uniform(0, 2 * gap))
            await asyncio.gather(*under_way)

    async def _one(self) -> None:
        way, door = self._rng.choice(self.ways), self._rng.choice(self.estate.doors)
        if way == "answer" and self._card() is None:
            way = "dm"
        told = Told(next(self._words), way)
        self.told.append(told)
        begun = asyncio.get_running_loop().time()
        await self._doing[way](told, door)
        told.waited = asyncio.get_running_loop().time() - begun

    # Slack

    async def _dm(self, told: Told, door: Process) -> None:
        said = self.estate.people(door).dm(self._ward(), f"concern {sentence(told.word)}")
        _heard(told, await said)

    async def _mention(self, told: Told, door: Process) -> None:
        line = f"@corridor concern {sentence(told.word)}"
        _heard(told, await self.estate.people(door).says(self._ward(), WARD, line))

    async def _command(self, told: Told, door: Process) -> None:
        """Slack tries no command again: the person is told, and nothing was promised."""
        people = self.estate.people(door)
        _heard(told, await people.command(self._ward(), "/concern", sentence(told.word), WARD))

    async def _answer(self, told: Told, door: Process) -> None:
        card, people = self._card(), self.estate.people(door)
        assert card is not None
        said = people.says("sam", TRIAGE, f"we look at it, {told.word}", under=card.ts)
        _heard(told, await said)

    def _card(self) -> Message | None:
        """A concern's card in IT's room."""
        room = self.estate.slack.channel(TRIAGE)
        cards = [m for m in list(room.messages) if m.bot_id and not m.thread_ts and "C-" in m.text]
        return self._rng.choice(cards) if cards else None

    def _ward(self) -> str:
        return self._rng.choice(("ana", "ben"))

    # Teams and the playground

    async def _teams(self, told: Told, door: Process) -> None:
        body = self._activity(sentence(told.word), "" if told.way == "teams dm" else TEAMS_WARD)
        await self._patiently(told, f"{door.url}/api/messages", json=body)

    def _activity(self, words: str, room: str) -> dict[str, Any]:
        at = {"type": "mention", "text": "<at>Corridor</at>", "mentioned": {"id": BOT}}
        text = f"<at>Corridor</at> concern {words}" if room else f"concern {words}"
        kind = "channel" if room else "personal"
        return {
            "type": "message",
            "id": f"a{self.seed}-{next(self._ids)}",
            "timestamp": "2026-03-04T20:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.estate.teams.service_url,
            "from": {"id": "29:tom", "name": "Tom Webb", "aadObjectId": "aad-tom"},
            "recipient": {"id": BOT, "name": "Corridor"},
            "conversation": {
                "id": room or "a:29:tom",
                "tenantId": TENANT,
                "conversationType": kind,
            },
            "channelData": {"tenant": {"id": TENANT}},
            "entities": [at] if room else [],
            "text": text,
        }

    async def _web(self, told: Told, door: Process) -> None:
        place = {"pane": "ward", "as": "mia", "at": WEB_WARD}
        once = f"once-{self.seed}-{next(self._ids):06}"
        data = {**place, "once": once, "text": f"@corridor concern {sentence(told.word)}"}
        await self._patiently(told, f"{door.url}/web/say", data=data, headers={"X-Corridor": TOKEN})

    async def _patiently(self, told: Told, url: str, **more: Any) -> None:
        """The same again until it was taken, as the connector does, and a person at a page."""
        for pause in AGAIN:
            if await self._asked(url, more) == 200:
                told.heard = True
                return
            told.tries += 1
            await asyncio.sleep(pause)

    async def _asked(self, url: str, more: dict[str, Any]) -> int:
        wait = aiohttp.ClientTimeout(PATIENCE)
        try:
            async with self._client.post(url, timeout=wait, **more) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0


def _heard(told: Told, answer: Answer) -> None:
    told.tries = 1 + len(answer.before)
    told.heard = answer.ok and UNSAVED not in answer.body


def words(rng: random.Random) -> Iterator[str]:
    """Words that mean nothing, none twice."""
    seen: set[str] = set()
    while True:
        word = "".join(rng.choice("bdfgklmprstvz") + rng.choice("aeiou") for _ in range(4))
        if word not in seen:
            seen.add(word)
            yield word


def sentence(word: str) -> str:
    return f"label printer {word} prints blank"
