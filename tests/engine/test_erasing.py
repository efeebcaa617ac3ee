"""Erasing somebody takes many transactions, and others come in between: nothing of them is left when
the answer is there, whatever the order. In both kinds of database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from bot.words.cards import Message, dump
from bot.words.events import Account, Action, Channel, Command, Press, Said, Tick
from storage.delivery import timers
from storage.delivery.outbox import written as as_json
from storage.nouns import people
from storage.tables import METADATA
from storage.trust import erasure, erasure_of_rows, erasure_of_words
from tests.engine.unfinished import between, stopped, written
from tests.harness import HOME, WARDS, Bot, said
from tests.storage.postgres import emptied

ZORA = Account("teams", HOME["teams"], "19f3c-zora-77", "Dr Zoë Quimby", "zoe@harbor.example")
SHE = Channel("teams", HOME["teams"], ZORA.id, dm=True)
TRACES = ("Quimby", "Zoë", "Zo\\u00eb", ZORA.id, ZORA.email)


@pytest.fixture(params=["sqlite", "postgres"])
def bot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    bot = Bot(tmp_path / "corridor.db", url=url)
    yield bot
    bot.end()


def says(bot: Bot, words: str, where: Channel = SHE) -> Any:
    verb, _, rest = words.partition(" ")
    return bot.core(Command(bot.id(), where, ZORA, verb, rest, at=bot.now))


def erases(bot: Bot) -> Any:
    return bot.core(Press(bot.id(), SHE, ZORA, Action("me.erase"), at=bot.now))


def been_here(bot: Bot, concerns: int = 1) -> int:
    """Zoë raises, writes and is spoken of; her number."""
    for n in range(concerns):
        bot.run(says(bot, f"concern label printer {n} prints blank", WARDS["5W"]))
        bot.deliver()
    thread = bot.ref("concern:101", WARDS["5W"])
    bot.send(Said(bot.id(), WARDS["5W"], ZORA, "still blank", "m900", thread, at=bot.now))
    bot.says("sam", "answer C-101 thank you Zoë Quimby, a new roll is coming")
    bot.run(says(bot, "away until friday"))
    with bot.database() as db:
        person = people.of_account(db, ZORA)
        assert person is not None
        return person.id


def traces(bot: Bot) -> list[str]:
    stored = bot.everything()
    return [trace for trace in TRACES if trace in stored]


def test_what_comes_between_look_and_write_is_refused_or_goes_too(bot: Bot) -> None:
    """She writes, her platform tells of her, she is shown something, a colleague names her: after
    the first look, which finds much, and after the last, which finds nothing."""
    number, told = been_here(bot), []

    async def she_writes() -> None:
        told.append(said(await says(bot, "concern the scanner is dead", WARDS["5W"])))
        told.append(said(await says(bot, "me")))
        with bot.database.begin() as db:
            _of_the_platform(db, number)

    async def all_write() -> None:
        await she_writes()
        sam, words = (bot.dm("sam"), bot.account("sam")), "C-101 Dr Zoë Quimby has the roll"
        await bot.core(Command(bot.id(), *sam, "answer", words, at=bot.now))

    with between(bot, all_write, after=1):
        assert "You are erased" in said(bot.run(erases(bot)))
    assert traces(bot) == []
    assert len(told) == 2
    assert "Quimby" in said(bot.run(says(bot, "me")))  # she starts anew, and goes once more
    number = been_here(bot)
    with between(bot, she_writes, after=2):
        assert "You are erased" in said(bot.run(erases(bot)))
    assert traces(bot) == []
    assert len(told) == 4
    assert all("being erased just now" in one for one in told)
    bot.deliver()
    assert "Quimby" not in bot.sees(WARDS["5W"])
    with bot.database() as db:
        assert timers.called(db, erasure.NAME) == {}


def _of_the_platform(db: Any, number: int) -> None:
    """What an adapter writes about whoever writes, another process's message to her, and a draft."""
    of = {"hospital_id": db.hid}
    told = dump(Message("For Dr Zoë Quimby"))
    member = {"tenant": ZORA.workspace, "id": ZORA.id, "name": ZORA.name, "email": ZORA.email}
    rest = {"mri": "", "zone": "", "guest": False, "teams": [], "looked_up": NOW}
    db.execute(insert(METADATA.tables["teams_members"]).values(**of, **member, **rest))
    place = {"platform": ZORA.platform, "workspace": ZORA.workspace, "channel": ZORA.id}
    row = {
        "key": "note:1",
        **place,
        "dm": True,
        "parent_key": "",
        "body": as_json(told),
        "seq": 900,
    }
    state = {"version": 1, "sent_version": 0, "urgent": False, "unsure": False, "attempts": 0}
    more = {"faults": 0, "dead": "", "due_at": NOW, "wanted_at": NOW, "updated_at": NOW}
    db.execute(insert(METADATA.tables["shown"]).values(**of, **row, **state, **more))
    draft = {"id": 900, "person_id": number, "text": "by Dr Zoë Quimby", "answers": {}, "dm": True}
    db.execute(insert(METADATA.tables["drafts"]).values(**of, **draft, **place, started_at=NOW))


NOW = Bot.now


def test_whoever_read_the_name_before_and_writes_it_after_is_waited_for(bot: Bot) -> None:
    """Another process's transaction that is open while somebody is erased. On SQLite none can be:
    one writes at a time."""
    number = been_here(bot)
    if bot.database.kw["bind"].dialect.name == "sqlite":
        pytest.skip("one transaction writes at a time")
    with bot.database() as other:
        person = people.get(other, number)
        assert person is not None
        late = f"a roll for {person.name}"

        async def writes() -> None:
            other.execute(text("UPDATE concerns SET note = :late"), {"late": late})
            other.commit()

        with between(bot, writes, after=2):  # the first has found all that could be seen
            assert "You are erased" in said(bot.run(erases(bot)))
    assert traces(bot) == []


def test_stopped_on_the_way_it_is_said_and_taken_up_again(bot: Bot) -> None:
    been_here(bot)
    with stopped(bot, pieces=1):
        assert "is not done yet" in said(bot.run(erases(bot)))
    assert traces(bot) != []
    assert "being erased just now" in said(bot.run(says(bot, "me")))
    bot.restart()
    bot.wait(minutes=2)
    assert traces(bot) == []
    with bot.database() as db:
        assert timers.called(db, erasure.NAME) == {}
    assert "Side: not said yet" in said(bot.run(says(bot, "me")))


def test_given_up_it_is_tried_again_at_the_next_start(bot: Bot) -> None:
    been_here(bot)
    with stopped(bot, pieces=0):
        bot.run(erases(bot))
    with bot.database.begin() as db:
        db.execute(text("UPDATE timers SET dead = 'failed ten times; see the log'"))
    bot.restart()
    bot.run(bot.core(Tick(bot.now)))
    assert traces(bot) == []


def test_no_transaction_writes_more_than_a_piece(bot: Bot) -> None:
    """However much there is: that is what keeps others waiting for 50 ms at the most."""
    been_here(bot, concerns=3 * erasure_of_words.AT_ONCE)
    with written(bot) as seen:
        bot.run(erases(bot))
    most = max(erasure_of_rows.AT_ONCE, 3 * erasure_of_words.AT_ONCE)
    assert len(seen.rows) > 5
    assert max(seen.rows) <= most, seen.rows
    assert traces(bot) == []


def test_erased_nobody_is_erased_or_put_back_again(bot: Bot) -> None:
    number = str(been_here(bot))
    with stopped(bot, pieces=0):
        bot.run(erases(bot))
    assert "They are erased" in said(bot.presses("jo", "people.erase", number))
    assert "start anew" in said(bot.presses("jo", "people.back", number))
    bot.wait(minutes=2)
    assert traces(bot) == []


def test_a_timer_that_has_read_who_they_were_reads_again(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest is read beside the thread and told later: an erasure in between is seen."""
    been_here(bot)
    bot.now += timedelta(days=7)

    def named(work: Any, *_: object) -> Message:
        person = people.get(work.db, number)
        assert person is not None
        return Message(f"The week of {person.name}")

    number = been_here(bot)
    monkeypatch.setattr("bot.features.digest.weekly.digest", named)

    async def erased() -> None:
        await erases(bot)

    with between(bot, erased):
        bot.run(bot.core(Tick(bot.now)))
    assert "The week of A former colleague" in bot.everything()
    assert traces(bot) == []
