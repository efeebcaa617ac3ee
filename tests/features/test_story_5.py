"""Story 5: a night when nobody answers, with every time and count."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from adapters.memory.adapter import MemoryAdapter
from bot.rules.hospital import LADDERS, PagingService
from bot.settings import RoomSetting
from bot.words.cards import Buttons, Message
from bot.words.delivery import Result, TryLater
from bot.words.events import Channel
from bot.words.plain_text import plain
from storage.engine import counters
from storage.nouns import concerns, pages
from storage.nouns.concerns import Concern
from tests.harness import HARBOR, HOME, KEYS, ROOMS, TRIAGE, UNITS, Bot, said, staff

LEADERS = Channel("teams", HOME["teams"], "leaders")
SMS, MAIL = "CORRIDOR_PAGE_SAM", "CORRIDOR_PAGE_PAT"
PLAN = "Pull the red cord, then call."
HOSPITAL = replace(
    HARBOR,
    emergency="555-0199",
    ladders=LADDERS,
    units={**UNITS, "ED": replace(UNITS["ED"], crisis_plan=PLAN)},
    paging=(
        PagingService(SMS, "SMS", person="Sam Ortiz"),
        PagingService(MAIL, "e-mail", person="Pat Quinn"),
    ),
)
CAST = (
    staff("Mia Chan", "clinical", "teams", unit="ICU", shift="night"),
    staff("Tom Webb", "clinical", "teams", unit="ED", shift="night"),
    staff("Sam Ortiz", "it", "slack", roles=["oncall"]),
    staff("Kim Lee", "it", "slack", roles=["backup"]),
    staff("Pat Quinn", "both", "teams", roles=["admin_oncall"]),
    staff("Dr Elena Marsh", "both", "teams", roles=["leader"]),
)
NIGHT = "2026-12-02 "
SCREENS = "central monitor and all bed screens blank in ICU"
BREATHING = "pt in bay 9 stopped breathing and the monitor is black"


class Pager(MemoryAdapter):
    """As `adapters.pager`: tried again every minute while one of its services is down."""

    failing: frozenset[str] = frozenset()

    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        if to.id in self.failing:
            self.calls.append("503")
            return TryLater(60, "the paging service did not take it")
        return await super().post(to, message, thread=thread, key=key)


@dataclass(frozen=True)
class Night:
    bot: Bot
    pager: Pager

    def at(self, clock: str) -> None:
        """Minute by minute while something fails, so that it is tried again in time."""
        target = datetime.fromisoformat(NIGHT + clock).replace(tzinfo=HARBOR.zone)
        while self.bot.now < target and self.pager.failing:
            self.bot.wait(minutes=1)
        self.bot.until(target)

    def settles(self) -> None:
        """Let edits come that a platform's limits put off."""

    def raises_screens(self) -> str:
        return said(
            self.bot.submits(
                *("mia", "concern.raise", "token"),
                text=SCREENS,
                kind="down_slow",
                care="stopped",
                reach="unit",
                harm="could",
            )
        )

    def concern(self, number: int) -> Concern:
        with self.bot.database() as db:
            found = concerns.get(db, number)
        assert found is not None
        return found

    def pages(self, number: int) -> dict[str, int]:
        """How often each person was paged: the moments, whichever ways they were paged by."""
        names = {n: person.name.split()[-1] for n, person in enumerate(CAST, 1)}
        moments: dict[str, set[object]] = {}
        with self.bot.database() as db:
            for page in pages.of(db, number):
                moments.setdefault(names[page.person_id or 0], set()).add(page.wanted_at)
        return {name: len(of) for name, of in moments.items()}

    def sms(self) -> list[str]:
        return [plain(p.message) for p in self.pager.posts.values() if p.channel.id == SMS]

    def asking(self, who: str, number: int) -> list[str]:
        """The pages about a concern in somebody's chat, as they look now."""
        mine = [p for p in self.bot.posts(who) if f"concern:{number}:page:" in p.key]
        return [plain(post.message) for post in mine]


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    pager = Pager()
    pager.failing = frozenset({SMS})
    rooms = (*ROOMS, RoomSetting(LEADERS, "leaders", name="Leaders"))
    bot = Bot(tmp_path / "corridor.db", hospital=HOSPITAL, cast=CAST, rooms=rooms, keys=KEYS)
    bot.chats["pager"] = pager
    bot.at("2026-12-02 03:10")
    yield Night(bot, pager)
    bot.end()


def buttons_of(bot: Bot, who: str, key: str) -> int:
    posts = [p for p in bot.posts(who) if p.key.startswith(key)]
    return sum(isinstance(block, Buttons) for p in posts for block in p.message.blocks)


def test_the_night_when_nobody_answers(night: Night) -> None:
    bot = night.bot
    with bot.database.begin() as db:
        while counters.take(db, "concern") < 200:
            pass

    # 5.1 P1, answer by 03:25, phone and downtime first; Sam is paged at once, SMS queued.
    receipt = night.raises_screens()
    assert "C-201 is with IT" in receipt
    assert "P1" in receipt
    assert "03:25 EST" in receipt
    assert "https://intranet.example/downtime" in receipt
    assert "P1: C-201 needs an answer" in bot.sees("sam")
    card = bot.card("concern:201:it", TRIAGE)
    assert "paged Sam 03:10 (Slack)" in card
    assert "not sent yet: Sam (SMS)" in card
    assert night.sms() == []

    # 5.3 Somebody is in danger: the number first, then a P1 of its own, the leaders at once.
    night.at("03:14")
    answer = bot.says("tom", f"concern {BREATHING}")
    assert isinstance(answer, Message)
    assert answer.title == "Call 555-0199 now"
    assert said(answer).splitlines()[1] == f"Crisis plan: {PLAN}"
    assert "C-202 is with IT as P1" in said(answer)
    assert "Same thing" not in said(answer)
    assert "C-202 · P1 · ED: a patient may be affected" in bot.sees(LEADERS)
    assert "breathing" not in bot.sees(LEADERS)
    assert "paged Sam 03:14 (Slack)" in bot.card("concern:202:it", TRIAGE)

    # 5.2 Sam again; Kim joins.
    night.at("03:15")
    assert "paged Sam 03:10, 03:15 (Slack)" in bot.card("concern:201:it", TRIAGE)
    assert "C-201" not in bot.sees("kim")

    # 5.4 The patient is safe: that lowers nothing.
    night.at("03:16")
    bot.presses("tom", "concern.safe", "202")
    assert night.concern(202).priority == "P1"
    night.at("03:20")
    assert "P1: C-201 needs an answer" in bot.sees("kim")
    assert "Kim 03:20 (Slack)" in bot.card("concern:201:it", TRIAGE)
    assert "C-202" not in bot.sees("kim")

    # 5.5 SMS works again: one message for all that waited, and the card says so.
    night.pager.failing = frozenset()
    night.at("03:20")
    assert night.sms() == []
    night.at("03:21")
    (sms,) = night.sms()
    assert sms.splitlines()[0] == "C-201 P1 ICU, C-202 P1 ED"
    assert "https://app.slack.com/client/T0HOSPITAL/triage" in sms
    assert "breathing" not in sms
    assert "blank" not in sms
    assert "SMS 03:21" in bot.card("concern:201:it", TRIAGE)
    assert "SMS 03:21" in bot.card("concern:202:it", TRIAGE)
    assert len([call for call in night.pager.calls if call == "503"]) == 11

    # 5.6 Killed and started again: nothing twice for one moment, nothing missed.
    night.at("03:22")
    before = night.pages(201), night.pages(202), len(night.sms())
    bot.restart()
    night.at("03:23")
    assert (night.pages(201), night.pages(202), len(night.sms())) == before

    # 5.7 The target has passed.
    night.at("03:25")
    assert "C-201 · P1 · ICU: nobody has answered for 15 min" in bot.sees(LEADERS)
    assert "Nobody has answered for 15 min. Phone x5100." in bot.sees("mia")
    assert "Nobody has answered for 15 min. Phone x5100." in bot.sees(TRIAGE)

    # 5.8 Pat joins, then Dr Marsh.
    night.at("03:29")
    assert "C-201" not in bot.sees("pat")
    night.at("03:30")
    assert "P1: C-201 needs an answer" in bot.sees("pat")
    assert any(p.channel.id == MAIL for p in night.pager.posts.values())
    night.at("03:40")
    assert "P1: C-201 needs an answer" in bot.sees("elena")
    assert night.pages(201) == {"Ortiz": 7, "Lee": 5, "Quinn": 3, "Marsh": 1}

    # 5.9 Pat has it: nobody is paged, both cards and Mia see it, the clock runs on.
    night.at("03:41")
    assert "You have C-201" in said(bot.presses("pat", "concern.have", "201"))
    for place in (TRIAGE, bot.dm("mia")):
        shown = bot.card("concern:201:it" if place == TRIAGE else "concern:201", place)
        assert "Pat has it since 03:41" in shown
    assert "Pat Quinn · clinical & IT has C-201" in bot.sees("mia")
    assert night.concern(201).answered_at is None

    # 5.10 An answer: 30 min, target missed, no person beside it; the pages ask no more.
    night.at("03:44")
    words = "Portable monitor on its way from PACU, I'm at the ED in 4 min"
    bot.says("sam", words, TRIAGE, under="concern:202:it")
    card = bot.card("concern:202:it", TRIAGE)
    answer_line = next(row for row in card.splitlines() if row.startswith("Answer"))
    assert "03:44 EST by IT" in answer_line
    assert "30" in answer_line
    assert "missed" in answer_line
    assert "Sam" not in answer_line
    night.settles()
    for who in ("sam", "kim", "pat"):
        assert night.asking(who, 202)
        assert set(night.asking(who, 202)) == {"C-202: answered 03:44"}
        assert buttons_of(bot, who, "concern:202:page:") == 0

    # 5.11 A quarter of an hour without a word: paging goes on with everybody reached.
    assert night.pages(201) == {"Ortiz": 7, "Lee": 5, "Quinn": 3, "Marsh": 1}
    night.at("03:55")
    assert night.pages(201) == {"Ortiz": 7, "Lee": 5, "Quinn": 3, "Marsh": 1}
    night.at("03:56")
    assert night.pages(201) == {"Ortiz": 8, "Lee": 6, "Quinn": 4, "Marsh": 2}
    assert "Pat has had it for 15 min, no answer yet" in bot.sees(TRIAGE)
    assert "Pat has had it for 15 min, no answer yet" in bot.sees("mia")

    # 5.12 48 min, missed.
    night.at("03:58")
    bot.says(
        "kim", "Gateway restarted, screens come back bed by bed", TRIAGE, under="concern:201:it"
    )
    card = bot.card("concern:201:it", TRIAGE)
    answer_line = next(row for row in card.splitlines() if row.startswith("Answer"))
    assert "03:58 EST by IT" in answer_line
    assert "48" in answer_line
    assert "missed" in answer_line
    assert "C-201 · P1 · ICU: answered 03:58, after 48 min" in bot.sees(LEADERS)
    night.at("05:10")
    assert night.pages(201) == {"Ortiz": 8, "Lee": 6, "Quinn": 4, "Marsh": 2}

    # 5.14 The digest names both as a fact of the system, and no person.
    bot.at("2026-12-05 07:00")
    digest = bot.sees(LEADERS)[bot.sees(LEADERS).index("The week between") :]
    assert "2 P1 at night were answered after 30 min and 48 min (target 15 min)." in digest
    assert "SMS was late with pages, by up to 11 min, until Wed 2 Dec 03:21 EST" in digest
    assert not any(person.name in digest for person in CAST)


def test_nobody_presses_or_writes_until_ten_past_five(night: Night) -> None:
    bot = night.bot
    night.pager.failing = frozenset()
    night.raises_screens()
    told: list[str] = []
    for clock in ("03:24", "03:25", "03:39", "03:40", "04:09", "04:10", "04:39", "04:40", "05:09"):
        night.at(clock)
        told.append(str(bot.sees("mia").count("Nobody has answered for")))
    assert "".join(told) == "011223344"
    night.at("05:10")
    for place in ("mia", TRIAGE):
        found = [p.message.title for p in bot.posts(place) if ":unanswered:" in p.key]
        assert found == [
            f"Nobody has answered for {w}. Phone x5100."
            for w in ("15 min", "30 min", "60 min", "1 h 30", "2 h")
        ]
    assert night.pages(101) == {"Ortiz": 25, "Lee": 23, "Quinn": 21, "Marsh": 19}
    (living,) = [p for p in bot.posts(LEADERS) if ":unanswered" in p.key]
    assert plain(living.message).startswith("C-101 · P1 · ICU: nobody has answered for 2 h")
