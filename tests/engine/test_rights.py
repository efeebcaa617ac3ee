"""Who may do what: every command, press, form and shortcut there is, tried by everybody there is,
and the page that says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.guarding import Guarded
from bot.words.events import Account, Action, Command, Deed, Press, Shortcut, Submit
from bot.words.refusal import Forbidden, Refused
from storage.nouns import people
from tests.filled import fill, house
from tests.generated import hold
from tests.harness import HOME, WARDS, Bot, said
from tests.walk import TABLE, WALKED

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
WHO = {
    "guest": "gina",
    "removed": "rex",
    "nobody yet": "newcomer",
    "clinical": "ben",
    "IT": "sam",
    "both": "priya",
    "leader": "elena",
    "admin": "ada",
    "custodian": "cora",
}
HEAD = """# Who may do what

Made from the bot itself: `tests/engine/test_rights.py` tries every command, button, form and shortcut
there is as each of these people, and fails when this page says something else. `make golden` writes
it anew. "Nobody yet" is somebody of this hospital whom Corridor meets for the first time, on no
side; guests are people of another tenant or workspace, and guests of ours.

A tick says that the door is open to them. What is behind it is asked again of the thing itself, by the
rules below, and never by what a button carries.

"""
OWN = """
## What depends on the thing

| what | who | where it is asked |
|---|---|---|
| say that a fix works, reopen | who raised it or joined in, and clinicians of their units | `check` in `bot/core/rights.py` |
| answer what the receipt asks, take a concern back | who raised it | `concerns/first_questions.py`, `concerns/closing.py` |
| say that it is the same as another | who raised it, and IT | `concerns/duplicates.py` |
| lower a priority where harm is feared | clinical informatics | `lower_flagged` in `bot/core/rights.py` |
| vote | whom the poll is for | `polls/voting.py` |
| close a poll, say what came of it | its author, leaders, administrators | `polls/conditions.py` |
| begin, change, pause and end a huddle | who began it, leaders, administrators | `huddles/overview.py` |
| change or announce a win | who wrote it; each person named decides on their own name | `wins/wording.py`, `wins/consent.py` |
| decide on a doubted win | its writer and administrators; administrators alone where it may tell of a patient | `wins/posting.py` |
| change a word | who explained it, and administrators | `glossary/terms.py` |
| change a task force | its members, and administrators | `taskforce/membership.py` |
| read what is held back for a name | custodians, with a reason | `unseal` in `bot/core/rights.py` |
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """With an administrator who is on no side: what they may, they may by that alone."""
    bot = house(tmp_path_factory.mktemp("rights") / "corridor.db")
    fill(bot, "quay")
    ada = Account("teams", HOME["teams"], "ada", "Ada Lind")
    with bot.database.begin() as db:
        people.meet(db, ada, bot.now).role_list = ["admin"]
    yield bot
    bot.end()


def deed(bot: Bot, kind: type, name: str, who: str) -> Deed:
    at = (bot.id(), bot.dm(who), bot.account(who))
    if kind is Command:
        return Command(*at, name, "C-101")
    if kind is Submit:
        return Submit(*at, Action(name, ("101", "1")), {"text": "words"})
    if kind is Shortcut:
        return Shortcut(*at, Action(name), "words")
    return Press(*at, Action(name, ("101", "1")))


def open_to(bot: Bot, kind: type, name: str, who: str) -> bool:
    """Whether they get in; what it does is undone."""
    with bot.database() as db:
        try:
            bot.core._handle(db, Guarded(deed(bot, kind, name, who)))
        except Forbidden:
            return False
        except Refused:
            return True
        finally:
            db.rollback()
    return True


def matrix(bot: Bot) -> dict[tuple[type, str], tuple[bool, ...]]:
    tried = [route for route in sorted(TABLE, key=str) if route[0] in WALKED]
    return {
        route: tuple(open_to(bot, *route, account) for account in WHO.values()) for route in tried
    }


def page(found: dict[tuple[type, str], tuple[bool, ...]]) -> str:
    """One row for all that the same people may."""
    rows: dict[tuple[bool, ...], list[tuple[type, str]]] = {}
    for route, ticks in found.items():
        rows.setdefault(ticks, []).append(route)
    lines = ["| " + " | ".join(("", *WHO)) + " |", "|---" * (len(WHO) + 1) + "|"]
    parts = []
    for n, (ticks, routes) in enumerate(sorted(rows.items(), reverse=True), start=1):
        lines.append("| " + " | ".join((f"group {n}", *("✓" if t else "–" for t in ticks))) + " |")
        parts.append(f"\n## Group {n}\n")
        for kind in WALKED:
            names = [f"`{name or '(nothing)'}`" for one, name in routes if one is kind]
            if names:
                parts.append(f"{kind.__name__}: {', '.join(names)}\n")
    return HEAD + "\n".join(lines) + "\n" + "\n".join(parts) + OWN


def test_everybody_may_what_the_page_says(full: Bot) -> None:
    hold(PAGE, page(matrix(full)))


def test_guests_and_who_was_removed_may_nothing(full: Bot) -> None:
    found = matrix(full)
    assert len(found) > 210
    for at, who in enumerate(WHO):
        if who in {"guest", "removed"}:
            assert [route for route, ticks in found.items() if ticks[at]] == []


def test_it_is_the_person_that_counts_not_the_button(bot: Bot) -> None:
    """The same press by several, against what is stored."""
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    for who in ("ana", "ben", "tom", "elena"):
        assert "can do that" in said(bot.presses(who, "concern.take", "101"))
    bot.presses("sam", "concern.take", "101")
    bot.says("sam", "fixed C-101 the whole cart was swapped with a new one")
    for who in ("tom", "mia", "sam", "lena"):
        assert "can do that" in said(bot.presses(who, "concern.confirm", "101"))
    with bot.database.begin() as db:  # who is removed between two taps
        (ben,) = people.named(db, "ben")
        ben.gone = True
    assert "staff of this hospital" in said(bot.presses("ben", "concern.confirm", "101"))
    assert "C-101" in said(bot.presses("ana", "concern.confirm", "101"))


@pytest.mark.parametrize("act", ["pause", "end", "skip", "change"])
def test_only_who_began_a_huddle_and_leaders_steer_it(full: Bot, act: str) -> None:
    told = said(full.presses("kim", f"huddle.{act}", "101"))
    assert "can" in told
    assert "Nothing was changed" in told or "Only" in told
