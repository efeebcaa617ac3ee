"""A page or IT's card that a platform does not take: call by another, and say so."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, confidential, ladder, lookup, paging
from bot.features.nouns import CONCERN
from bot.features.oncall.duty import on_duty
from bot.features.speech import who
from bot.features.undelivered import tell_admins
from bot.words.cards import Message, Note, Reply, line
from bot.words.events import Stuck
from storage.nouns import pages, people
from storage.nouns.concerns import Concern
from storage.nouns.pages import LadderRow
from storage.nouns.people import Person

feature = Feature("detours")
OTHER = "other"  # the rung of who is reached because nobody else can be


@feature.stuck("concern")
def stuck(event: Stuck, work: Work) -> Reply:
    """The same person by another platform; else who else can be reached, on call first."""
    parts = event.key.split(":")
    concern = CONCERN.find(work, parts[1])
    if event.dead:
        about = ":".join(parts[:4])  # every few minutes there is another page for the same person
        tell_admins(work, about, event.channel, event.why)
    row = ladder.running(work, concern)
    wanted = bool(pages.by_key(work.db, event.key)) or parts[2:] == ["it"]
    if row is not None and wanted:
        lost = event.channel.platform
        reached = _same_person(work, concern, row, event.key, lost)
        reached = reached or _somebody_else(work, concern, row, lost)
        _tell_reporters(work, concern, lost, reached)
    return None


@feature.stuck("pager")
def given_up(event: Stuck, work: Work) -> Reply:
    """A service that has taken no page for a day: administrators are told."""
    if event.dead:
        tell_admins(work, event.key, event.channel, event.why)
    return None


def _same_person(work: Work, concern: Concern, row: LadderRow, key: str, lost: str) -> list[Person]:
    for page in pages.by_key(work.db, key):
        person = people.get(work.db, page.person_id or 0)
        if person is None or person.gone:
            continue
        ways = (work, concern, row, person, page.rung)
        if paging.in_chat(*ways, lost={lost}, at=page.wanted_at):
            return [person]
    return []


def _somebody_else(work: Work, concern: Concern, row: LadderRow, lost: str) -> list[Person]:
    """On call first, then backup, then IT's rest: the first of these with anybody who is on a
    platform that works. Once they are reached they stay so, like everybody."""
    roles = [on_duty(work, rung, concern) for rung in ("oncall", "backup")]
    known = pages.reached(work.db, row)
    for candidates in (*roles, people.on_sides(work.db, ("it", "both"))):
        able = [one for one in candidates if not one.gone and _elsewhere(work, one, lost)]
        for person in able:
            if (person.id, "") not in known:
                paging.in_chat(work, concern, row, person, OTHER, lost={lost})
        if able:
            return able
    return []


def _elsewhere(work: Work, person: Person, lost: str) -> bool:
    return any(account.platform != lost for account in work.accounts(person))


def _tell_reporters(work: Work, concern: Concern, lost: str, reached: list[Person]) -> None:
    """The reporter hears which way the call goes, and the telephone number either way."""
    how = "and nobody can be paged in another chat"
    if reached:
        verb = "is" if len(reached) == 1 else "are"
        how = f"so {', '.join(map(who, reached))} {verb} paged another way"
    lines = line(f"{lost.capitalize()} can't be reached just now, {how}.")
    route = Note(card.emergency(work.hospital))
    notice = Message(f"{concern.name}: how IT is paged", (lines, route), tone="warning")
    for person in lookup.reporters(work, concern):
        work.tell(person, f"{concern.key}:route:{lost}:{person.id}", notice, urgent=True)
    confidential.tell(work, concern, f"{concern.key}:route:{lost}", notice)
