"""Events of any kind with anything in them, as hypothesis makes them up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from hypothesis import strategies as st

from bot.core.router import routes
from bot.features import FEATURES
from bot.words.events import (
    Account,
    Action,
    Channel,
    Command,
    Deed,
    Joined,
    Left,
    Opened,
    Press,
    Reacted,
    Said,
    Search,
    Shortcut,
    Submit,
)
from tests.harness import HOME, TRIAGE, WARDS, Bot
from tests.walk import Taken

TABLE = routes(FEATURES)
SOURCES = (Path(__file__).parents[1] / "bot" / "features").rglob("*.py")
KNOWN = ("ana", "ben", "sam", "jo", "elena", "mia", "gina", "rex", "nobody")
PLACES = (TRIAGE, WARDS["5W"], Channel("teams", HOME["teams"], "nowhere"))


def fields(sources: Iterable[Path] = SOURCES) -> list[str]:
    """The names of all fields that a feature reads or shows."""
    reads = re.compile(r'(?:values(?:\.(?:get|pop)\(|\[)|Field\(\s*)"([a-z_]\w*)"')
    return sorted({name for path in sources for name in reads.findall(path.read_text("utf-8"))})


FIELDS = fields()
NUMBERS = (
    "0",
    "1",
    "2",
    "5",
    "7",
    "101",
    "102",
    "103",
    "999",
    "-1",
    "9" * 30,
    "9" * 5000,
    "٣",
    "²",
)
PIECES = (
    *NUMBERS,
    *("", " ", "5W", "ICU", "harbor", "day", "daily", "weekly", "clinical", "it", "both", "me"),
    *(
        "yes",
        "no",
        "v1",
        "by_unit",
        "need",
        "2026-03-07",
        "2026-03-07 08:15",
        "2026-13-40",
        "25:99",
    ),
    *(
        "08:15",
        "P1",
        "P2",
        "stopped",
        "hurt",
        "unit",
        "vendor",
        "ana",
        "@Ana Ruiz",
        "friday",
        "all",
    ),
    *("C-101", "P-102", "H-101", "W-101", "K1", "T-1", "csv", "json", "Yes | No", "A > B", "1=2"),
    *(
        "teams",
        "slack",
        "tenant",
        "T0HOSPITAL",
        "triage",
        "teams|tenant|ward-5w",
        "AAAA-BBBB",
        "::",
    ),
    *(
        "--anonymous",
        "--limit",
        "--repeat daily",
        "--closes",
        "in #it-golive, ward 5W",
        '"',
        "‘",
        "|",
    ),
    *("\x00", "\ud800", "\u202e", "😀", "a\nb", "<@U1>", "%s{0}", "' OR 1=1 --", "x" * 3000),
)
WORD = st.one_of(st.sampled_from(PIECES), st.text(max_size=12))
TEXT = st.lists(WORD, max_size=5).map(" ".join)
ARGS: st.SearchStrategy[tuple[str, ...]] = st.lists(WORD, max_size=6).map(tuple)
CHANGE = st.sampled_from(get_args(Said.__annotations__["change"]))
FILLED = st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=5)), TEXT, max_size=8)


@st.composite
def deeds(draw: st.DrawFn, bot: Bot, known: Mapping[tuple[type, str], Sequence[Taken]]) -> Deed:
    """Something that somebody does somewhere: anything at all, or with half of it as it should be."""
    who = bot.account(draw(st.sampled_from(KNOWN)))
    where = draw(st.sampled_from((*PLACES, Channel(who.platform, who.workspace, who.id, dm=True))))
    at = (bot.id(), where, who)
    if draw(st.booleans()):
        same = known[draw(st.sampled_from(sorted(known, key=str)))]
        return _nearly(draw, draw(st.sampled_from(same)), at)
    kind, name = draw(st.sampled_from(sorted(routes_of_people(), key=str)))
    return _deed(draw, kind, name, at)


def _nearly(draw: st.DrawFn, one: Taken, at: tuple[str, Channel, Account]) -> Deed:
    """What the bot offered, with one word of it changed, or a field or two."""
    kind, name, args, values = one
    if draw(st.booleans()) and args:
        spot = draw(st.integers(0, len(args) - 1))
        args = (*args[:spot], draw(WORD), *args[spot + 1 :])
    if kind is Submit:
        changed = draw(st.dictionaries(st.sampled_from(sorted(values) or FIELDS), TEXT, max_size=3))
        return Submit(*at, Action(name, args), values | changed)
    if kind is Shortcut:
        return Shortcut(*at, Action(name, args), draw(TEXT))
    return Press(*at, Action(name, args))


def routes_of_people() -> list[tuple[type, str]]:
    mine = (Command, Press, Submit, Shortcut, Said, Reacted, Opened, Search, Joined, Left)
    return [key for key in TABLE if key[0] in mine]


def _deed(draw: st.DrawFn, kind: type, name: str, at: tuple[str, Channel, Account]) -> Deed:
    if kind is Command:
        return Command(*at, name, draw(TEXT), draw(WORD), draw(WORD))
    if kind is Press:
        return Press(*at, Action(name, draw(ARGS)), draw(WORD))
    if kind is Submit:
        return Submit(*at, Action(name, draw(ARGS)), draw(FILLED))
    if kind is Shortcut:
        return Shortcut(*at, Action(name, draw(ARGS)), draw(TEXT), draw(WORD))
    if kind is Said:
        change = draw(CHANGE)
        return Said(*at, draw(TEXT), draw(WORD), draw(WORD), change, draw(st.integers(0, 3)))
    if kind is Reacted:
        return Reacted(*at, draw(WORD), draw(WORD), draw(st.booleans()))
    if kind is Search:
        return Search(*at, draw(TEXT))
    rest: dict[type, type[Opened | Joined | Left]] = {Opened: Opened, Joined: Joined, Left: Left}
    return rest[kind](*at)
