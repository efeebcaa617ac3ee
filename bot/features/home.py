"""Home: what is urgent (R22), what is mine, what waits for me, and what to do first."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from bot.core.rights import Right, may
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns.card import emergency
from bot.features.concerns.lists import row
from bot.features.huddles import today
from bot.features.polls.lists import at_home as polls
from bot.features.speech import unit_name
from bot.features.wins import lists as wins
from bot.words.cards import Block, Button, Buttons, Heading, Note, Renewing, Reply, Row, line
from bot.words.events import Action, Command, Opened, Press, Renew
from storage.nouns import concern_lists, concerns
from storage.nouns.concern_lists import Scope
from storage.nouns.concerns import Concern

feature = Feature("home", (Help("home", "yours, and what waits for you"),))
RENEW = "home.renew"
FEW = 5
MOST_DUE = 15
MANY = 50
JOBS = (
    Button("Raise a concern", Action("concern.new"), style="primary"),
    Button("Ask a poll", Action("poll.new")),
    Button("Huddles", Action("huddle.list")),
    Button("Say a win", Action("win.new")),
)
BY_RIGHT: tuple[tuple[Right | None, Button], ...] = (
    ("export", Button("This week", Action("digest.now"))),
    ("admin", Button("Setting up", Action("setup.check"))),
    (None, Button("All open", Action("concern.list", ("open",)))),
)
Part: TypeAlias = Callable[[Work], list[Block]]


@feature.command("home", alone=True, beside=True)
def by_words(event: Command, work: Work) -> Reply:
    return home(work)


@feature.opened(beside=True)
def opened(event: Opened, work: Work) -> Reply:
    return home(work)


@feature.press(RENEW, beside=True)
def by_button(event: Press, work: Work) -> Reply:
    return home(work)


@feature.renew(RENEW)
def looked_at(event: Renew, work: Work) -> Reply:
    return home(work)


def home(work: Work) -> Renewing:
    """As of now, which its title says; it renews itself where a platform can."""
    parts = [block for part in PARTS for block in part(work)]
    if not parts:
        parts = [line("Nothing waits for you. To tell IT what is wrong, one sentence is enough.")]
    first: list[Block] = [Note(emergency(work.hospital))]
    if not work.me.side:
        # Asked once, of someone met in a direct message: what they are shown depends on it.
        care = Button("I care for patients", Action("me.side", ("clinical",)))
        it = Button("I work in IT", Action("me.side", ("it",)))
        first.append(Buttons((care, it), "Which side are you on?"))
    now = f"{work.now.astimezone(work.hospital.zone):%a %d %b, %H:%M %Z}"
    return Renewing(f"{work.me.name}, {now}", (*first, *parts, _to_do(work)), action=Action(RENEW))


def _to_do(work: Work) -> Buttons:
    """The four jobs for everybody, and what this person's role brings (R42: six at the most)."""
    mine = [button for right, button in BY_RIGHT if right is None or may(work.me, right)]
    beside = 1 if work.me.side else 0  # two more ask for it
    return Buttons((*JOBS, *mine[:beside]), more=tuple(mine[beside:]))


def _part(
    work: Work, title: str, those: Sequence[Concern], rest: str = "", most: int = FEW
) -> list[Block]:
    """The first of a list; `rest` is the list that has all of them, where there are more."""
    rows: list[Block] = [row(work, concern) for concern in those[:most]]
    if rest and len(those) > most:
        rows.append(Row(("And more",), Button("All", Action("concern.list", (rest,)))))
    return [Heading(title), *rows] if rows else []


def _for_leaders(work: Work) -> list[Block]:
    """What leaders hear of at once (R20), as long as it is open."""
    if "leader" not in work.me.roles:
        return []
    silent = concern_lists.waiting(work.db, priority="P1", limit=FEW + 1).concerns
    known = {concern.number for concern in silent}
    unsafe = concern_lists.page(work.db, concern_lists.unsafe(), limit=2 * FEW + 1).concerns
    others = [concern for concern in unsafe if concern.number not in known]
    return [
        *_part(work, "P1, and nobody has answered", silent, "urgent"),
        *_part(work, "A patient may be affected", others, "urgent"),
    ]


def _works_in_it(work: Work) -> bool:
    return work.me.side in {"it", "both"}


def _due(work: Work) -> list[Block]:
    """For IT: everything with a target that is running or past, before anything else (R22)."""
    if not _works_in_it(work):
        return []
    due = concern_lists.waiting(work.db, limit=MOST_DUE + 1).concerns
    return _part(work, "Nobody has answered yet", due, "waiting", MOST_DUE)


def _urgent(work: Work) -> list[Block]:
    """What is urgent and open of one's own, then of one's unit."""
    mine = _first_of(work, concern_lists.of_person(work.me.id))
    known = {concern.number for concern in mine}
    own = _part(work, "Raised by you, urgent", mine, "mine")
    if not work.me.unit or work.me.side == "it":
        return own
    unit = _first_of(work, concern_lists.of_unit(work.me.unit))
    others = [concern for concern in unit if concern.number not in known]
    where = unit_name(work.hospital, work.me.unit)
    return [*own, *_part(work, f"Urgent on {where}", others, "unit")]


def _first_of(work: Work, scope: Scope) -> list[Concern]:
    """The urgent ones; but for what stands above already, for who works in IT."""
    urgent = scope._replace(stretches=("urgent",))
    found = concern_lists.page(work.db, urgent, limit=2 * FEW + 1).concerns
    return [concern for concern in found if not (_works_in_it(work) and concern.waits)]


def _waiting_for_me(work: Work) -> list[Block]:
    fixed = concerns.to_check(work.db, work.me.unit, work.me.id, FEW)
    by_priority = sorted(fixed, key=lambda concern: concern.priority)
    return _part(work, "Fixed, please check", by_priority)


def _assigned(work: Work) -> list[Block]:
    if not _works_in_it(work):
        return []
    theirs = concern_lists.page(work.db, concern_lists.assigned(work.me.id), limit=FEW)
    return _part(work, "Yours to work on", theirs.concerns)


def _mine(work: Work) -> list[Block]:
    """What is still open, but for what waits to be checked and what is urgent: both stand above."""
    mine = concern_lists.page(work.db, concern_lists.of_person(work.me.id), limit=MANY).concerns
    return _part(
        *(work, "Raised by you"),
        [c for c in mine if c.open and c.state != "fixed" and not c.first],
    )


PARTS: tuple[Part, ...] = (
    *(_for_leaders, _due, _urgent, _waiting_for_me, _assigned, today.part, _mine),
    *(wins.waiting, polls),
)
