"""Pages: one person called about one concern, in chat and by what else the settings name."""

from collections.abc import Collection
from datetime import datetime

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import ways
from bot.features.concerns import card, page_lines
from bot.features.concerns.thread import refresh
from bot.features.nouns import CONCERN
from bot.features.speech import unit_name, when
from bot.rules.hospital import PagingService
from bot.words.cards import Block, Button, Buttons, Message, Note, Quote, Reply, Spans, line
from bot.words.events import Account, Arrived, Channel
from bot.words.platforms import PAGER
from storage.nouns import concerns, pages
from storage.nouns.concerns import Concern
from storage.nouns.pages import LadderRow, Page
from storage.nouns.people import Person

feature = Feature("paging")
NOWHERE: frozenset[str] = frozenset()
SLACK = "https://app.slack.com/client"


def services_of(work: Work, person: Person) -> list[PagingService]:
    """By what a person is paged besides chat."""
    name = person.name.casefold()
    return [one for one in work.hospital.paging if one.person.casefold() == name]


def can_be_paged(work: Work, person: Person) -> bool:
    return not person.gone and bool(work.accounts(person) or services_of(work, person))


def page(work: Work, concern: Concern, row: LadderRow, person: Person, rung: str) -> None:
    """Page a person now, on shift or off: on one chat platform, and by each service of theirs.

    A page again is a new message, since an edit calls nobody; the one before becomes a line. One
    that its platform has not taken yet is taken back, so that nobody gets a burst when it is back.
    """
    in_chat(work, concern, row, person, rung)
    for service in services_of(work, person):
        by_service(work, concern, row, service, rung, person.id)


def in_chat(
    work: Work,
    concern: Concern,
    row: LadderRow,
    person: Person,
    rung: str,
    lost: Collection[str] = NOWHERE,
    at: datetime | None = None,
) -> bool:
    """On the platform they used last, unless that is `lost` or has not taken the page before;
    whether there is one."""
    older = [one for one in pages.current(work.db, concern.number) if one.person_id == person.id]
    older = [one for one in older if one.platform != PAGER]
    waiting = {one.platform for one in older if one.sent_at is None}
    account = _account(work, person, {*lost, *waiting}, lost)
    if account is None:
        return False
    for one in older:
        _replace(work, concern, one)
    key = f"{concern.key}:page:{person.id}:{row.pages + 1}"
    to = Channel(account.platform, account.workspace, account.id, dm=True)
    whom = {"person_id": person.id, "rung": rung, "platform": account.platform}
    pages.add(work.db, row, **whom, key=key, wanted_at=at or work.now)
    work.show(key, drawn(work, concern, row), to, urgent=True)
    return True


def _account(
    work: Work, person: Person, avoid: Collection[str], never: Collection[str]
) -> Account | None:
    known = [one for one in work.accounts(person) if one.platform not in never]
    fresh = (one for one in known if one.platform not in avoid)
    return next(fresh, known[0] if known else None)


def _replace(work: Work, concern: Concern, older: Page) -> None:
    older.ended_at = work.now
    work.unsend(older.key)
    again = f"{concern.name}: paged again {page_lines.clock(work, work.now)}"
    _edit(work, older.key, Message(again))


def _edit(work: Work, key: str, message: Message) -> None:
    """Change a page where it is; an edit gives way to pages that are yet to come."""
    if places := work.places(key):
        work.show(key, message, *places)


def drawn(work: Work, concern: Concern, row: LadderRow) -> Message:
    """What a page in chat looks like while an answer is wanted."""
    blocks: list[Block] = [line(*_wanted(work, concern, row)), Quote(concern.text)]
    if told := page_lines.has_it(work, concern):
        blocks.append(line(f"{told}."))
    buttons = (
        Button("I have it", card.act("have", concern), style="plain" if told else "primary"),
        Button("Answer", card.act("answer", concern)),
        Button("Take", card.act("take", concern)),
    )
    stops = Note(
        (
            "The ward's clock stops when you write to them. Its card: ",
            ways.of_it(concern.number),
            ".",
        )
    )
    title = f"{concern.priority}: {concern.name} needs an answer"
    return Message(title, (*blocks, stops, Buttons(buttons)), tone="urgent")


def _wanted(work: Work, concern: Concern, row: LadderRow) -> Spans:
    unit = unit_name(work.hospital, concern.unit)
    where = f", {unit}." if unit else "."
    if concern.answered_at is not None:
        return ("Reopened ", when(work, row.since), where)
    return ("By ", when(work, concern.due_at), where)


def by_service(
    work: Work,
    concern: Concern,
    row: LadderRow,
    service: PagingService,
    rung: str,
    person_id: int | None = None,
) -> None:
    """By a service outside chat. What waits there for its turn takes this page along: one message
    comes of all that waited."""
    work.outbox.flush(work.db, work.now)
    for older in pages.current(work.db, concern.number):
        if (older.service, older.person_id) == (service.name, person_id):
            older.ended_at = work.now
    new = f"pager:{service.name}:{concern.number}-{row.pages + 1}"
    key = pages.unposted(work.db, service.name) or new
    whom = {"person_id": person_id, "rung": rung, "platform": PAGER, "service": service.name}
    pages.add(work.db, row, **whom, key=key, wanted_at=work.now)
    _show_combined(work, key, service.name)


def _show_combined(work: Work, key: str, service: str) -> None:
    found = pages.by_key(work.db, key)
    numbers = sorted({page.number for page in found})
    wanted = concerns.by_number(work.db, numbers)
    message = Message(", ".join(named(work, one) for one in wanted), _way_back(work, wanted))
    work.show(key, message, Channel(PAGER, "", service), urgent=True)


def named(work: Work, concern: Concern) -> str:
    """All that leaves the chat of a concern: "C-201 P1 ICU", never its text (R21)."""
    unit = unit_name(work.hospital, concern.unit)
    return " ".join(filter(None, (concern.name, concern.priority, unit)))


def _way_back(work: Work, wanted: Collection[Concern]) -> tuple[Block, ...]:
    """Where to answer: the address from the settings, else Slack's of the room with IT's card."""
    if work.hospital.pages_lead_to:
        return (line(work.hospital.pages_lead_to),)
    for concern in wanted:
        for place in work.places(concern.it_key):
            if place.platform == "slack":
                return (line(f"{SLACK}/{place.workspace}/{place.id}"),)
    return (line(f"Phone {work.hospital.phone}"),) if work.hospital.phone else ()


def redraw(work: Work, concern: Concern, row: LadderRow) -> None:
    """Bring the pages in chat up to date that still ask."""
    for one in pages.current(work.db, concern.number):
        if one.platform != PAGER:
            _edit(work, one.key, drawn(work, concern, row))


def hold_back(work: Work, concern: Concern) -> None:
    """Take back what no platform has taken yet: nobody needs it now."""
    waiting = [one for one in pages.current(work.db, concern.number) if one.sent_at is None]
    _withdraw(work, waiting)


def settle(work: Work, concern: Concern, row: LadderRow, how: str) -> None:
    """Nobody is to come any more: every page in chat says why, and has no buttons."""
    found = pages.of_wait(work.db, row)
    _withdraw(work, [one for one in found if one.ended_at is None])
    work.outbox.flush(work.db, work.now)
    pages.give_way(work.db, concern.number)
    for one in found:
        if one.platform != PAGER:
            work.show(one.key, Message(f"{concern.name}: {how}"))


def _withdraw(work: Work, found: Collection[Page]) -> None:
    for one in found:
        one.ended_at = work.now
    for key, platform, service in {(one.key, one.platform, one.service) for one in found}:
        if platform != PAGER:
            work.unsend(key)
        elif pages.unposted(work.db, service) == key:
            if pages.by_key(work.db, key):
                _show_combined(work, key, service)
            else:
                work.unsend(key)


@feature.arrived("concern:page")
def arrived(event: Arrived, work: Work) -> Reply:
    """A page is there: only now does the card say that somebody was paged."""
    return _note(work, event.key)


@feature.arrived("pager")
def left_the_chat(event: Arrived, work: Work) -> Reply:
    return _note(work, event.key)


def _note(work: Work, key: str) -> Reply:
    for number in sorted(pages.note_sent(work.db, key=key)):
        refresh(work, CONCERN.find(work, number))
    return None
