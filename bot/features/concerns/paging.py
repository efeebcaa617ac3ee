"""Calling people for P1 and P2, by another route when the first is out of reach."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, confidential, lookup
from bot.features.nouns import CONCERN
from bot.features.speech import unit_name, when, who
from bot.features.undelivered import tell_admins
from bot.words.cards import Button, Buttons, Message, Note, Quote, Reply, line
from bot.words.events import Channel, Stuck
from storage.nouns import people
from storage.nouns.concerns import Concern
from storage.nouns.people import Person

feature = Feature("paging")


def page(work: Work, concern: Concern, role: str) -> list[Person]:
    """Call whoever holds the role by direct message, now, on shift or off; says who was called."""
    called = people.with_role(work.db, role)
    for person in called:
        work.tell(person, _key(concern, person), _page(work, concern), urgent=True)
    return called


def _key(concern: Concern, person: Person) -> str:
    return f"{concern.key}:page:{person.id}"


def _page(work: Work, concern: Concern) -> Message:
    return Message(
        f"{concern.priority}: {concern.name} needs an answer",
        (
            line("By ", when(work, concern.due_at), f", {unit_name(work.hospital, concern.unit)}."),
            Quote(concern.text),
            Note(("The ward's clock stops when you write to them.",)),
            Buttons(
                (
                    Button("Take", card.act("take", concern), style="primary"),
                    Button("Answer", card.act("answer", concern)),
                )
            ),
        ),
        tone="urgent",
    )


@feature.stuck("concern")
def stuck(event: Stuck, work: Work) -> Reply:
    """A page or a triage card could not be delivered: call by another platform, say so."""
    parts = event.key.split(":")
    concern = CONCERN.find(work, parts[1])
    lost = event.channel.platform
    if event.dead:
        tell_admins(work, event.key, event.channel, event.why)
    if concern.answered_at is None and (parts[2:3] == ["page"] or parts[2:] == ["it"]):
        reached = _by_another(work, concern, lost)
        _tell_reporters(work, concern, lost, reached)
    return None


def _by_another(work: Work, concern: Concern, lost: str) -> list[Person]:
    """Who could be called on a platform that works: on call first, then backup, then IT's rest."""
    it = people.on_sides(work.db, ("it", "both"))
    roles = [people.with_role(work.db, role) for role in ("oncall", "backup")]
    for candidates in (*roles, it):
        reached: list[Person] = []
        for person in candidates:
            account = next((a for a in work.accounts(person) if a.platform != lost), None)
            if account is not None:
                where = Channel(account.platform, account.workspace, account.id, dm=True)
                work.show(_key(concern, person), _page(work, concern), where, urgent=True)
                reached.append(person)
        if reached:
            return reached
    return []


def _tell_reporters(work: Work, concern: Concern, lost: str, reached: list[Person]) -> None:
    """The reporter hears which way the call went, and the telephone number either way."""
    how = "and nobody could be called another way"
    if reached:
        how = f"so {', '.join(map(who, reached))} was called another way"
    lines = line(f"{lost.capitalize()} can't be reached just now, {how}.")
    route = Note(card.emergency(work.hospital))
    notice = Message(f"{concern.name}: how IT was called", (lines, route), tone="warning")
    for person in lookup.reporters(work, concern):
        work.tell(person, f"{concern.key}:route:{lost}:{person.id}", notice, urgent=True)
    confidential.tell(work, concern, f"{concern.key}:route:{lost}", notice)
