"""Which answers may be stored where a platform does not take them: those about work, under a name."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.router import lasting, routes
from bot.core.sealing import new_key
from bot.features import FEATURES
from bot.words.cards import File, Lasting, Message, Reply
from bot.words.events import Action, Command, Event, Press, Submit, Tick
from storage.engine.base import MARK
from tests.harness import WARDS, Bot

TABLE = routes(FEATURES)
SECRET = frozenset(
    (
        *("link", "unlink", "receipt", "anonymous", "confidential", "unseal", "vote", "unvote"),
        *("me", "export", "digest", "home", "people", "audit", "setup", "concern", "queues"),
    )
)


def test_no_route_without_a_name_or_with_a_secret_has_an_answer_that_lasts() -> None:
    kept = {name for (kind, name), route in TABLE.items() if route.lasts and kind is Command}
    assert kept >= {"take", "assign", "hold", "priority"}
    assert not kept & SECRET
    for (kind, name), route in TABLE.items():
        if name.split(".")[0] in {"poll", "me", "people", "link", "unnamed", "receipt", "inside"}:
            assert not route.lasts, (kind, name)


@pytest.mark.parametrize("name", sorted({n for (k, n), r in TABLE.items() if r.nameless}))
def test_nothing_of_a_route_for_reporters_without_a_name_is_marked(bot: Bot, name: str) -> None:
    where, who = WARDS["5W"], bot.account("ana")
    events: list[Event] = [
        Command("1", where, who, name),
        Press("1", where, who, Action(name, ("101",))),
        Submit("1", where, who, Action(name, ("101",)), {}),
    ]
    for event in events:
        route = TABLE.get((type(event), name))
        if route is not None and route.nameless:
            assert type(lasting(TABLE, event, Message("x"))) is Message


def test_an_answer_about_work_is_marked_and_a_refusal_or_a_file_is_not(bot: Bot) -> None:
    bot.says("ana", "concern label printer on 5 West prints blank labels", WARDS["5W"])
    taken: Reply = bot.says("kim", "take C-101")
    assert isinstance(taken, Lasting)
    assert type(bot.says("ana", "take C-101")) is Message
    event = Command("1", WARDS["5W"], bot.account("kim"), "take", "C-101")
    file = Message("x", (File("a.csv", "text/csv", "a"),))
    assert type(lasting(TABLE, event, file)) is Message
    assert isinstance(lasting(TABLE, event, Message("x")), Lasting)


@pytest.fixture
def sealing(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", keys=[new_key()], seal_texts=True)
    bot.core._holds = frozenset(("slack",))
    yield bot
    bot.end()


def test_an_answer_is_held_sealed_and_comes_once_when_nobody_has_given_it(sealing: Bot) -> None:
    bot = sealing
    bot.says("ana", "concern label printer on 5 West prints blank labels", WARDS["5W"])
    bot.says("kim", "take C-101")
    with bot.database() as db:
        (raw,) = db.execute(text("SELECT body FROM held_answers")).one()
    assert raw.startswith(MARK)
    assert "is yours" not in bot.sees("kim")
    bot.now += timedelta(minutes=3)
    for _ in range(2):
        bot.run(bot.core(Tick(bot.now)))
        bot.deliver()
    assert bot.sees("kim").count("C-101 is yours") == 1
    assert "I could not tell you this at once." in bot.sees("kim")


def test_what_failed_is_not_held(sealing: Bot) -> None:
    bot = sealing
    bot.says("ana", "concern label printer on 5 West prints blank labels", WARDS["5W"])
    bot.says("ana", "take C-101")
    bot.says("kim", "take C-999")
    bot.presses("ben", "concern.metoo", "101", room=WARDS["5W"])
    with bot.database() as db:
        assert db.execute(text("SELECT count(*) FROM held_answers")).scalar() == 0
