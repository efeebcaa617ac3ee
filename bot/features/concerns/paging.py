"""Calling people for P1 and P2, by another route when the first is out of reach."""

from collections.abc import Iterable

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import card, confidential, lookup
from bot.features.speech import unit_name, when, who
from bot.features.undelivered import tell_admins
from bot.words.cards import Button, Buttons, Message, Note, Quote, Reply, line
from bot.words.events import Account, Channel, Stuck
from storage.nouns import people
from storage.nouns.concerns import Concern
from storage.nouns.people import Person

feature = Feature("paging")


def page(work: Work, concern: Concern, role: str) -> list[Person]:
    """Call whoever holds the role by direct message, now, on shift or off; says who was called."""
    found = people.with_role(work.db, role)
    for person in found:
        work.tell(person, _key(concern, person), _page(work, concern), urgent=True)
    return found


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
    concern = lookup.concern(work, parts[1])
    lost = event.channel.platform
    if event.dead:
        tell_admins(work, event.key, event.channel, event.why)
    if concern.answered_at is None and (parts[2:3] == ["page"] or parts[2:] == ["it"]):
        reached = _by_another(work, concern, lost)
        _tell_reporters(work, concern, lost, reached)
    return None


def _by_another(work: Work, concern: Concern, lost: str) -> list[Person]:
    """Who could be called on a platform that works: on call first, then backup, then IT's rest."""
    for candidates in _candidates(work):
        reached = [p for p in candidates if _call_on(work, concern, p, lost)]
        if reached:
            return reached
    return []


def _candidates(work: Work) -> Iterable[list[Person]]:
    yield people.with_role(work.db, "oncall")
    yield people.with_role(work.db, "backup")
    yield [p for p in people.everyone(work.db) if p.side in {"it", "both"}]


def _call_on(work: Work, concern: Concern, person: Person, lost: str) -> bool:
    accounts = [a for a in work.accounts(person) if a.platform != lost]
    for account in accounts[:1]:
        where = _dm(account)
        work.show(_key(concern, person), _page(work, concern), where, urgent=True)
    return bool(accounts)


def _dm(account: Account) -> Channel:
    return Channel(account.platform, account.workspace, account.id, dm=True)


def _tell_reporters(work: Work, concern: Concern, lost: str, reached: list[Person]) -> None:
    """The reporter hears which way the call went, and the telephone number either way."""
    platform = lost.capitalize()
    if reached:
        how = f"{platform} can't be reached just now, so {', '.join(map(who, reached))} was called"
        how += " another way."
    else:
        how = f"{platform} can't be reached just now, and nobody could be called another way."
    route = Note(card.emergency(work.hospital))
    said = Message(f"{concern.name}: how IT was called", (line(how), route), tone="warning")
    for person in lookup.reporters(work, concern):
        work.tell(person, f"{concern.key}:route:{lost}:{person.id}", said, urgent=True)
    confidential.tell(work, concern, f"{concern.key}:route:{lost}", said)
