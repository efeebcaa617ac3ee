"""People, crashes and outages in any order: what is remembered is what the model says, and what is
shown is what is remembered."""

import asyncio
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from adapters.memory.adapter import spelling
from bot.settings import RoomSetting
from bot.words.cards import dump, load
from bot.words.events import Channel
from bot.words.spelling import spelled
from storage.delivery.outbox import written
from storage.engine.base import Session
from tests.features.joint import GOLIVE, IVY
from tests.harness import CAST, ROOMS, TRIAGE, WARDS, Bot
from tests.model.expected import FIRST, Concern, Expected, Poll
from tests.model.platform import Breakable, Died, Mishap, When

WARD_OF = {"ana": "5W", "ben": "5W", "mia": "ICU", "tom": "ED"}
CLINICIANS, ANALYSTS = st.sampled_from(sorted(WARD_OF)), st.sampled_from(("sam", "kim"))
VOTERS = st.sampled_from(("sam", "kim", "raj"))
WHICH = st.integers(0, 50)
MISHAPS = st.sampled_from(("before", "after", "unheard"))
HUDDLE = 'huddle "5W go-live" daily 08:15 in #it-golive'
NOTE = "A new label roll is in and it prints"
SECONDS_DEAD = 40
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # the disk is not what is tried here


class Machine(RuleBasedStateMachine):
    """One hospital; `expected` is what it should remember."""

    def __init__(self) -> None:
        super().__init__()
        self.mishap = Mishap()
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY)
        rooms = (*ROOMS, RoomSetting(GOLIVE, "huddle", name="it-golive"))
        self.bot = Bot(
            Path(self._folder.name) / "corridor.db",
            cast=(*CAST, IVY),
            rooms=rooms,
            chats={name: Breakable(self.mishap) for name in ("teams", "slack")},
        )
        self.expected = Expected()

    def teardown(self) -> None:
        try:
            self.heals()
        finally:
            self.bot.end()
            self._folder.cleanup()

    # What people do

    @initialize()
    def a_huddle_begins(self) -> None:
        self.bot.says("jo", HUDDLE)
        self.bot.presses("jo", "huddle.start", "101")
        self.expected.begun = self.bot.now

    @rule(who=CLINICIANS)
    def raises(self, who: str) -> None:
        words = f"label printer {_word(len(self.expected.concerns))} prints blank"
        room = WARDS[WARD_OF[who]]
        if self._survives(lambda: self.bot.says(who, f"concern {words}", room)):
            self.expected.concerns.append(Concern(who, words))

    @precondition(lambda self: self.expected.concerns)
    @rule(who=ANALYSTS, which=WHICH)
    def answers(self, who: str, which: int) -> None:
        number, concern = self._concern(which)
        key = f"concern:{number}:it"
        if key not in {post.key for post in self.bot.posts(TRIAGE)}:
            return
        words = f"we look at it {_word(len(concern.said))}"
        if self._survives(lambda: self.bot.says(who, words, TRIAGE, under=key)):
            concern.answer(words)

    @precondition(lambda self: self.expected.concerns)
    @rule(who=ANALYSTS, which=WHICH)
    def takes(self, who: str, which: int) -> None:
        number, concern = self._concern(which)
        if self._survives(lambda: self.bot.says(who, f"take C-{number}")):
            concern.take(who)

    @precondition(lambda self: self.expected.concerns)
    @rule(which=WHICH)
    def fixes(self, which: int) -> None:
        number, concern = self._concern(which)
        if self._survives(lambda: self.bot.says("sam", f"fixed C-{number} {NOTE}")):
            concern.fix()

    @precondition(lambda self: self.expected.concerns)
    @rule(which=WHICH)
    def confirms(self, which: int) -> None:
        number, concern = self._concern(which)
        if self._survives(lambda: self.bot.says(concern.who, f"confirm C-{number}")):
            concern.confirm()

    @precondition(lambda self: self.expected.concerns)
    @rule(which=WHICH)
    def withdraws(self, which: int) -> None:
        number, concern = self._concern(which)
        if self._survives(lambda: self.bot.says(concern.who, f"withdraw C-{number}")):
            concern.withdraw()

    @rule()
    def asks(self) -> None:
        line = "poll Which one? | A | B --closes in 60 days"
        if self._survives(lambda: self.bot.says("kim", line, TRIAGE)):
            self.expected.polls.append(Poll())

    @precondition(lambda self: self.expected.polls)
    @rule(who=VOTERS, which=WHICH, option=st.integers(1, 2))
    def votes(self, who: str, which: int, option: int) -> None:
        number, poll = self._poll(which)
        args = (str(number), str(option))
        if self._survives(lambda: self.bot.presses(who, "poll.vote", *args, room=TRIAGE)):
            poll.vote(who, option)

    @precondition(lambda self: self.expected.polls)
    @rule(which=WHICH)
    def closes(self, which: int) -> None:
        number, poll = self._poll(which)
        if self._survives(lambda: self.bot.presses("kim", "poll.close", str(number), room=TRIAGE)):
            poll.open = False

    @precondition(lambda self: self.bot.last is not None)
    @rule()
    def the_platform_says_it_again(self) -> None:
        self._survives(self.bot.replay)

    # What goes wrong

    @rule(when=MISHAPS)
    def soon(self, when: When) -> None:
        self.mishap.when = when

    @rule(platform=st.sampled_from(("teams", "slack")), down=st.booleans())
    def goes_down_or_up(self, platform: str, down: bool) -> None:
        self.bot.chats[platform].down = down

    @rule()
    def restarts(self) -> None:
        self.bot.restart()

    @rule(minutes=st.sampled_from((1, 20, 240, 1500)))
    def time_passes(self, minutes: int) -> None:
        """An outage is a short one: each minute of it is a try of every channel."""
        out = any(chat.down for chat in self.bot.chats.values())
        minutes = min(minutes, 15) if out else minutes
        end = self.bot.now.timestamp() + 60 * minutes
        self._survives(lambda: self.bot.wait(minutes=minutes))
        while (left := end - self.bot.now.timestamp()) > 0:
            self._survives(lambda left=left: self.bot.wait(seconds=left))

    # What must be so

    @invariant()
    def what_is_remembered_is_what_the_model_says(self) -> None:
        with self.bot.database() as db:
            assert self._states(db) == [(c.state, c.assignee) for c in self.expected.concerns]
            assert self._answers(db) == [c.said for c in self.expected.concerns]
            assert self._counts(db) == [poll.counts for poll in self.expected.polls]

    @rule()
    def heals(self) -> None:
        """Everything is up for some minutes: then all is shown as it is remembered, once."""
        self.mishap.when = ""
        for chat in self.bot.chats.values():
            chat.down = False
        self.bot.wait(minutes=3)
        shown, wanted = Counter(self._shown()), Counter(self._wanted())
        assert (shown - wanted, wanted - shown) == (Counter(), Counter())
        posts = [p.key for p in self.bot.posts(GOLIVE) if ":post:" in p.key]
        due = self.expected.huddles(self.bot.now, self.bot.hospital.zone)
        assert posts == [f"huddle:101:post:{wall}" for wall in due]

    # How it is found out

    def _survives(self, act: Any) -> bool:
        """Whether it was done, though the process may have died of what followed from it: an
        answer comes after the commit, and deliveries after the answer."""
        try:
            act()
        except Died:
            self._dies()
        return True

    def _dies(self) -> None:
        """All that was under way ends with the process; its leases outlive it for a while."""
        self.bot.run(_cancelled())
        self.bot.restart()
        self.bot.wait(seconds=SECONDS_DEAD)

    def _concern(self, which: int) -> tuple[int, Concern]:
        n = which % len(self.expected.concerns)
        return FIRST + n, self.expected.concerns[n]

    def _poll(self, which: int) -> tuple[int, Poll]:
        n = which % len(self.expected.polls)
        return FIRST + n, self.expected.polls[n]

    def _states(self, db: Session) -> list[tuple[str, str]]:
        asked = (
            "SELECT state, coalesce(name, '') FROM concerns LEFT JOIN people"
            " ON people.id = assignee_id ORDER BY number"
        )
        rows = db.execute(text(asked))
        return [(_state(state), name.split(" ")[0].lower()) for state, name in rows]

    def _answers(self, db: Session) -> list[list[str]]:
        asked = "SELECT number, text FROM concern_entries WHERE kind = 'answer' ORDER BY number, n"
        found: list[list[str]] = [[] for _ in self.expected.concerns]
        for number, words in db.execute(text(asked)):
            found[number - FIRST].append(words)
        return found

    def _counts(self, db: Session) -> list[Counter[str]]:
        rows = dict(tuple(row) for row in db.execute(text("SELECT number, bag FROM poll_tallies")))
        numbers = range(FIRST, FIRST + len(self.expected.polls))
        bags = [json.loads(rows[n]) if n in rows else {} for n in numbers]
        return [sum(map(Counter, bag.values()), Counter()) for bag in bags]

    def _wanted(self) -> list[tuple[str, str, str]]:
        """All but what waits for its time, such as the start of somebody's shift."""
        asked = (
            "SELECT key, workspace, channel, dm, body FROM shown WHERE dead = '' AND platform IN ('teams', 'slack')"
            " AND (sent_version = version OR due_at <= :now)"
        )
        now = self.bot.now.replace(tzinfo=None).isoformat(" ")
        with self.bot.database() as db:
            rows = db.execute(text(asked), {"now": now})
            return [
                (key, at, _as_seen(body, Channel("", home, at, bool(dm))))
                for key, home, at, dm, body in rows
            ]

    def _shown(self) -> list[tuple[str, str, str]]:
        every = [post for chat in self.bot.chats.values() for post in chat.posts.values()]
        return [(p.key, p.channel.id, written(dump(p.message))) for p in every]


def _as_seen(body: str, at: Channel) -> str:
    """What to type is spelled for its place when it arrives (R38)."""
    return written(dump(spelled(load(json.loads(body)), spelling(at))))


async def _cancelled() -> None:
    """Nothing goes on but this."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _state(state: str) -> str:
    """Nobody's check in time closes what is fixed, which the model leaves out."""
    return "fixed" if state == "unconfirmed" else state


def _word(n: int) -> str:
    """The n-th word of a language of its own."""
    return "".join("bdfgklmprt"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{n:04}")


class LongMachine(Machine):
    """The same for more lives: `make test-slow`, and `make chaos` for more still."""


def lives(count: int) -> settings:
    """In `make chaos`, which has a profile of its own, other ones every time."""
    return settings(
        max_examples=count,
        stateful_step_count=25,
        derandomize=not _CHAOS,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
    )


_CHAOS = settings().max_examples > 100
TestMachine = Machine.TestCase
TestMachine.settings = lives(6)
TestLongMachine = LongMachine.TestCase
TestLongMachine.settings = lives(60 if _CHAOS else 30)
