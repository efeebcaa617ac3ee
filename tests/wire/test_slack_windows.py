"""Every form of every act in Slack's windows: refused, corrected, sent to another process or after
a restart, it is stored; a true repeat is not, and only that is called one."""

import copy
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import inspect, text

from adapters.slack.callback_data import pack
from bot.core.idempotency import SENT_BEFORE
from bot.core.router import routes
from bot.features import FEATURES
from bot.words.events import Submit
from tests.filled import EVERY_ROOM, MORE
from tests.harness import CAST, TRIAGE
from tests.wire.every_form import DRAWN, NO_DIGEST, NO_WORDS, OLD_WINDOWS, WAYS, Way, filled
from tests.wire.slack.parcels import Answer
from tests.wire.slack.things import Channel as Room
from tests.wire.slack.things import Message as Shown
from tests.wire.slack.things import View
from tests.wire.slack_api import TEAM, FakeSlack
from tests.wire.slack_bot import SlackBot

TABLE = routes(FEATURES)
DELIVERY = frozenset({"inbox", "shown", "lanes", "held_answers", "timers", "accounts"})
"""What changes with every event (when somebody was seen), or by delivery alone."""
Where = Literal["another process", "after a restart"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    path = tmp_path_factory.mktemp("house") / "filled.db"
    return path, filled(path)


@pytest.fixture
def bot(house: tuple[Path, datetime], tmp_path: Path) -> Iterator[SlackBot]:
    path, now = house
    shutil.copy(path, tmp_path / "corridor.db")
    with FakeSlack(limits=False) as fake:
        cast, rooms = (*CAST, *MORE), EVERY_ROOM
        bot = SlackBot(tmp_path / "corridor.db", fake=fake, cast=cast, rooms=rooms, now=now)
        staff = fake.world.channels[TRIAGE.id].members
        fake.world.channels["new"] = Room("new", TEAM, "new", members=set(staff))
        bot.listens()
        yield bot
        bot.end()


def other(bot: SlackBot) -> SlackBot:
    """Another process on the same database, with an address of its own."""
    second = copy.copy(bot)
    second._open()
    second.listens()
    return second


def opened(bot: SlackBot, way: Way) -> View:
    """By a button, as it stood on some card of ours, or by typed words."""
    if way.press:
        value = pack(way.action)
        button = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "value": value}
        blocks = [{"type": "actions", "block_id": "b", "elements": [button | {"action_id": "a"}]}]
        room = bot.fake.world.channels[TRIAGE.id]
        card = Shown(room.id, bot.fake.bot.id, "1700000000.000100", "card", blocks=blocks)
        bot.act(bot.people.press(way.who, card, "Open"))
    else:
        bot.act(bot.people.command(way.who, "/corridor", way.words, "new"))
    view = bot.fake.modal(way.who)
    assert view is not None, bot._private(way.who)
    assert view.spec.get("submit"), bot.fake.text(view)
    return view


def send(bot: SlackBot, way: Way, values: Mapping[str, str]) -> Answer:
    view = bot.fake.modal(way.who)
    assert view is not None
    blocks = {str(b["block_id"]).rpartition(".")[0]: b for b in view.blocks if b["type"] == "input"}
    # People are named in the text beside the picker.
    named = {n if f"{n}~names" not in blocks else f"{n}~names": v for n, v in values.items()}
    known = {n: v for n, v in named.items() if n in blocks}
    assert known.keys() == named.keys(), (sorted(blocks), sorted(values))
    given = {blocks[n]["block_id"]: _chosen(blocks[n]["element"], v) for n, v in known.items()}
    answer = bot.act(bot.people.submit(way.who, given))
    assert answer.why == "", answer
    return answer


def _chosen(element: dict[str, Any], value: str) -> Any:
    groups = element.get("option_groups") or []
    options = [*(element.get("options") or []), *(o for g in groups for o in g["options"])]
    if not options:
        return value
    known = {o["value"].partition(":")[2]: o["value"] for o in options}
    known |= {o["text"]["text"].partition(" ·")[0]: o["value"] for o in options}
    if element["type"] in {"checkboxes", "multi_static_select"}:
        return [known[one] for one in value.split(",")]
    return known[value]


def stored(bot: SlackBot) -> dict[str, list[str]]:
    """All that the database holds, but for what delivery changes."""
    with bot.database() as db:
        names = set(inspect(db.connection()).get_table_names()) - DELIVERY
        return {
            name: sorted(str(row) for row in db.execute(text(f'SELECT * FROM "{name}"')))
            for name in names
        }


def window(bot: SlackBot, who: str) -> str:
    view = bot.fake.modal(who)
    return bot.fake.text(view) if view is not None else ""


def test_every_form_there_is_has_its_way_here() -> None:
    there = {name for kind, name in TABLE if kind is Submit}
    assert there == WAYS.keys() | NO_DIGEST | DRAWN | OLD_WINDOWS


@pytest.mark.parametrize("where", ["another process", "after a restart"])
@pytest.mark.parametrize("name", sorted(WAYS))
def test_refused_and_corrected_elsewhere_it_is_stored_once(
    bot: SlackBot, name: str, where: Where
) -> None:
    way = WAYS[name]
    opened(bot, way)
    before = stored(bot)
    if name not in NO_WORDS:
        refused = send(bot, way, way.refused)
        assert refused.errors or bot.fake.modal(way.who).spec.get("submit"), window(bot, way.who)  # type: ignore[union-attr]
        assert stored(bot) == before
    second = other(bot) if where == "another process" else bot
    if second is bot:
        bot.restart()
        bot.listens()
    sent = send(second, way, way.right)
    after = stored(bot)
    assert after != before, (window(bot, way.who), sent.body)
    assert not sent.errors
    assert SENT_BEFORE.title not in window(bot, way.who) + sent.body
    again = bot.act(bot.people.again(sent))
    assert stored(bot) == after
    assert SENT_BEFORE.title in again.body
    if second is not bot:
        second.close()
