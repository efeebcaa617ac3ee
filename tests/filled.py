"""A hospital with something of everything in it, in words that carry a mark of its own."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, insert, select

from bot.rules.hospital import Hospital
from bot.settings import PersonSetting, RoomSetting
from bot.words.cards import Form, Reply
from bot.words.events import Account, Channel
from bot.words.picked import room_key
from storage.delivery import timers
from storage.engine import sealed_secrets
from storage.engine.base import UtcDateTime
from storage.nouns import drafts, oncall, people, playground, roster, teams_directory
from storage.nouns.oncall import Turn
from storage.nouns.roster import Duty
from storage.tables import METADATA
from tests.harness import CAST, HARBOR, HOME, ROOMS, TRIAGE, WARDS, Bot, buttons, form, said, staff

GOLIVE = Channel("slack", HOME["slack"], "it-golive")
WINS = Channel("teams", HOME["teams"], "wins")
LEADERS = Channel("teams", HOME["teams"], "leaders")
FORCE = (Channel("teams", HOME["teams"], "tf"), Channel("slack", HOME["slack"], "tf"))
EVERY_ROOM = (
    *ROOMS,
    RoomSetting(GOLIVE, "huddle", name="it-golive"),
    RoomSetting(WINS, "wins", name="Wins"),
    RoomSetting(LEADERS, "leaders", name="Leaders"),
    *(RoomSetting(room, "huddle", name="TF") for room in FORCE),
)
MORE = (
    staff("Ivy Stone", "clinical", "teams", unit="ICU", shift="day"),
    staff("Cora Quill", "clinical", "teams", roles=["custodian"]),
    staff("Gil Nobody", "", "teams"),
)
BOTH = ",".join(map(room_key, FORCE))
BAY = replace(HARBOR, id="bay", name="Bay General")


def house(path: Path, hospital: Hospital = HARBOR, mark: str = "", url: str = "") -> Bot:
    """On Friday 6 March 2026, 10:00; every name of a person ends with the mark."""
    cast = [replace(one, name=f"{one.name}{mark}") for one in (*CAST, *MORE)]
    cast = [_told(one, mark) for one in cast]
    bot = Bot(path, url, hospital=hospital, cast=cast, rooms=EVERY_ROOM)
    bot.at("2026-03-06 10:00")
    return bot


def _told(one: PersonSetting, mark: str) -> PersonSetting:
    return replace(one, accounts=tuple(replace(a, name=f"{a.name}{mark}") for a in one.accounts))


def fill(bot: Bot, mark: str) -> None:
    """Concerns in every state, polls of several kinds, a huddle that has run, wins, measures,
    words, a task force, codes, drafts, dead letters, and people who left or are guests."""
    _concerns(bot, mark)
    _joint(bot, mark)
    _wins(bot, mark)
    _polls(bot, mark)
    _rest(bot, mark)
    _people(bot, mark)
    _kept_by_platforms(bot, mark)
    _the_rest(bot, mark)


def _concerns(bot: Bot, mark: str) -> None:
    for what in ("printer", "scanner", "monitor", "pump", "door"):
        bot.says("ana", f"concern the {what} {mark} on 5 West is dead", WARDS["5W"])
    bot.says("sam", "take C-101")
    bot.says("sam", f"answer C-101 we look at the {mark} printer now")
    bot.says("sam", f"note C-101 {mark} spooler again")
    bot.says("sam", f"workaround: use the {mark} one next door", TRIAGE, "concern:101:it")
    bot.says("sam", "hold C-102 vendor until friday")
    bot.says("sam", f"fixed C-103 the {mark} cable was changed, please look again")
    bot.says("sam", f"fixed C-104 the {mark} cable was changed, please look again")
    bot.says("ana", "confirm C-104")
    bot.says("sam", f"ticket C-101 INC{len(mark):07}")
    bot.says("mia", f"concern the printer {mark} on ICU is dead", WARDS["ICU"])
    bot.says("ben", "metoo C-101")
    bot.says("ben", f"C-102 a phone number of ours is 555-0100 {mark}")


def _polls(bot: Bot, mark: str) -> None:
    """One is closed, one called off; the others are open."""
    bot.says("jo", f"poll Done {mark}? | Yes | No --save {mark}", TRIAGE)
    bot.says("sam", "vote P-101 Yes")
    bot.says("jo", "close P-101")
    bot.says("ana", f"poll Ready {mark}? | Yes {mark} | No --add", WARDS["5W"])
    bot.says("ben", "vote P-102 No")
    bot.says("jo", f"poll Good {mark} day? | Yes | No {mark} --anonymous", TRIAGE)
    bot.says("ben", "vote P-103 Yes")
    bot.says("jo", f"poll Rank {mark} | A | B | C --ranked --repeat weekly", TRIAGE)
    bot.says("kim", "vote P-104 A > B")
    bot.says("jo", f"poll What helps {mark}?", TRIAGE)
    bot.says("kim", f"vote P-105 a printer {mark} that prints")


def _joint(bot: Bot, mark: str) -> None:
    rooms = "in #it-golive, ward 5W, ward ICU, ward ED"
    bot.says("jo", f'huddle "{mark} go-live" daily 08:15 {rooms}')
    bot.presses("jo", "huddle.start", "101")
    bot.says("ben", f"report unsafe the {mark} pumps alarm late")
    bot.wait(days=1)
    bot.says("ben", f"report the {mark} scanner is slow")
    bot.says("lena", "away until friday")
    bot.says("jo", f'huddle "{mark} draft" daily 09:15 {rooms}')


def _wins(bot: Bot, mark: str) -> None:
    bot.says("jo", f"win @Ana @Raj eMAR {mark} back on three units overnight")
    bot.presses("jo", "win.announce", "101")
    bot.wait(days=3)
    bot.presses("ana", "win.named", "101")
    bot.presses("raj", "win.named", "101")
    bot.says("jo", f"win @Ben @Kim scanners {mark} are fast again")
    bot.says("jo", f"win @Ben @Kim labels {mark} print again")
    bot.presses("jo", "win.announce", "103")
    bot.fills("kim", bot.presses("kim", "win.doubt", "101"), why="wrong")


def _rest(bot: Bot, mark: str) -> None:
    asked = form(bot.says("jo", "taskforce new"))
    who = ", ".join(f"{name}" for name in ("Ana", "Ben", "Sam", "Kim", "Jo"))
    told = bot.fills("jo", asked, name=f"{mark} Numbers", purpose="Agree.", who=who, rooms=BOTH)
    assert not isinstance(told, Form), told
    asked = form(bot.says("jo", f"kpi new Returns {mark}"))
    bot.fills("jo", asked, counted=f"{mark} returns within 30 days", out_of="discharges")
    bot.presses("ana", "kpi.agree", "1", "1")
    bot.presses("sam", "kpi.agree", "1", "1")
    bot.says("kim", "kpi K1 before 412 of 2310 after 355 of 2298")
    bot.says("ana", f"term room{mark} = where the {mark} cabinets are")
    bot.says("ana", f"what board{mark}")
    ben = number(bot, "ben")
    with bot.database.begin() as db:  # as the version before kept what the guard had found
        where = ("teams", HOME["teams"], "ben", True)
        drafts.add(db, ben, f"call us about the {mark} fax", {}, place=where, at=bot.now)
    bot.says("jo", "link")
    bot.says("jo", "link AAAA-BBBB", bot.dm("jo", "slack"))


def _people(bot: Bot, mark: str) -> None:
    bot.says("rex", f"hello {mark}")
    bot.presses("jo", "people.remove", str(number(bot, "rex")))
    bot.presses("jo", "link.split", "slack", HOME["slack"], "jo")


def _kept_by_platforms(bot: Bot, mark: str) -> None:
    """What dialogs do not reach: sealed tokens, Teams' places, the playground, rosters, and a
    guest whom a platform told us of later."""
    now = bot.now
    with bot.database.begin() as db:
        guest = people.meet(db, Account("teams", HOME["teams"], "gina", f"Gina{mark}"), now)
        guest.guest = True
        sealed_secrets.put(db, "slack-install", "T1", f"sealed {mark}", now, None)
        place: dict[str, Any] = {
            "conversation": f"19:{mark}",
            "service_url": "https://service.example/",
        }
        place |= {"bot": "28:app", "kind": "personal", "team": "", "seen_at": now}
        teams_directory.keep(db, "tenant", "ana", place)
        member = {"mri": "29:ana", "name": f"Ana{mark}", "email": "", "zone": "", "guest": False}
        teams_directory.keep_member(db, "tenant", "ana", member | {"teams": [], "looked_up": now})
        said = {"author": "ana", "text": mark, "at": now}
        playground.post(db, "room", "m1", "key", said)
        playground.read(db, "ana", "room", 1)
        duty = Duty(1, now, now + timedelta(hours=8), now.date(), "5W", mark)
        roster.replace(db, [duty])
        oncall.replace(db, mark, [Turn(1, "oncall", now, now + timedelta(hours=8))])
        timers.put(db, f"lost:{mark}", now, name="not.known", args=[mark])
        timers.give_up(db, f"lost:{mark}", now, f"for a test {mark}")


def _the_rest(bot: Bot, mark: str) -> None:
    """A row of each table that none of it reached."""
    with bot.database.begin() as db:
        for table in METADATA.sorted_tables:
            mine = table.c.hospital_id == bot.hospital.id
            if db.execute(select(table).where(mine)).first() is None:
                values = {column.key: _cell(column, bot, mark) for column in table.columns}
                db.execute(insert(table), values | {"hospital_id": bot.hospital.id})


def _cell(column: Column[Any], bot: Bot, mark: str) -> object:
    """Something of the column's kind: the mark where it holds words."""
    if column.nullable:
        return None
    if column.table.name == "holds" and column.key == "noun":
        return "concern"
    known: dict[type, object] = {int: 1, bool: False, datetime: bot.now, bytes: mark.encode()}
    known |= {date: bot.now.date(), dict: {"said": mark}, list: [mark], float: 1.0}
    size = getattr(column.type, "length", None) or len(mark)
    kind = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
    return known.get(kind, mark[:size])


def number(bot: Bot, who: str) -> int:
    """A person's id, by the id of an account of theirs."""
    with bot.database() as db:
        found = people.of_account(db, bot.account(who))
    assert found is not None, who
    return found.id


def code(reply: Reply) -> str:
    """The code that links accounts."""
    found = re.search(r"link ([A-Z]{4}-[A-Z]{4})", said(reply))
    assert found is not None, said(reply)
    return found[1]


def offered(bot: Bot) -> list[tuple[str, tuple[str, ...]]]:
    """What the buttons on all that is shown carry, and where forms would go."""
    found = set()
    for chat in bot.chats.values():
        for post in chat.posts.values():
            found |= {(b.action.name, b.action.args) for b in buttons(post.message)}
    return sorted(found)
