"""The two threads of a concern: what is said in one is shown in the others."""

from collections.abc import Sequence

from bot.core.room_facts import holds_guest, with_guests
from bot.core.work import Work
from bot.features import talk
from bot.features.concerns import card, confidential, lookup
from bot.features.speech import who_id
from bot.words.cards import Mention, Message, Span, line
from bot.words.events import Account, Channel
from storage.nouns import concerns, people
from storage.nouns.concerns import UNNAMED, Concern
from storage.nouns.entries import Entry
from storage.nouns.people import Person

Place = tuple[str, Channel]
SOURCE = "source"  # asks its reporter what to do with it, as the message it was raised in is gone
VENDOR = "vendor"  # the kind of what somebody from outside wrote
IT_ONLY = frozenset(("note", VENDOR))


def ward_places(work: Work, concern: Concern) -> list[Place]:
    """Where the ward sees it, as (card, channel); with the places of its duplicates (R8)."""
    keys = [concern.key, *(child.key for child in concerns.children(work.db, concern))]
    return [(key, channel) for key in keys for channel in work.places(key)]


def it_places(work: Work, concern: Concern) -> list[Place]:
    return [(concern.it_key, channel) for channel in work.places(concern.it_key)]


def mirror(work: Work, concern: Concern, entry: Entry, source: Channel | None = None) -> None:
    """Show an entry in every thread but the one it was written in; a note for IT stays with IT."""
    its = it_places(work, concern)
    wards = [] if entry.kind in IT_ONLY else ward_places(work, concern)
    its_rooms = {channel for _, channel in its}
    for place in (*its, *wards):
        if place[1] != source:
            guest = holds_guest(work, place[1])
            calls = [] if guest or place[1] in its_rooms else _calls(work, concern, entry, place)
            shown = said(work, concern, entry, calls, nameless=guest)
            _post(work, entry.key, shown, place, concern)
    if entry.kind not in IT_ONLY and entry.person_id != UNNAMED:
        _tell_sealed(work, concern, entry.key, said(work, concern, entry))


def said(
    work: Work,
    concern: Concern,
    entry: Entry,
    calls: Sequence[Span] = (),
    *,
    nameless: bool = False,
) -> Message:
    """One person's words in the other thread, under their name and side; under the side alone where
    a guest reads (R39)."""
    words = talk.TAKEN_BACK if entry.deleted_at else entry.text
    edited = entry.edited_at is not None and entry.deleted_at is None
    more = (line(*calls),) if calls else ()
    kinds = {"workaround": ", a way round it for now,", "note": ", for IT only,"}
    by = who_id(work, entry.person_id)
    if entry.kind == VENDOR:
        by = "The vendor" if entry.person_id is None else f"{by}, to the vendor,"
    elif nameless:
        by = "IT" if entry.side == "it" else "The ward"
    title = f"{by}{kinds.get(entry.kind, '')} on {concern.name}"
    return talk.as_said(title, words, *more, edited=edited)


def _calls(work: Work, concern: Concern, entry: Entry, place: Place) -> list[Span]:
    """Calls the reporters who are on shift (R12) by name in their own room: each where the part of
    the concern that they stand behind is shown, and never where IT works."""
    key, channel = place
    if channel.dm or entry.side == "clinical":
        return []
    calls: list[Span] = []
    part = next((one for one in lookup.family(work, concern) if one.key == key), concern)
    for person in lookup.reporters(work, part, joined=False):
        if person.id == entry.person_id or work.next_start(person) is not None:
            continue
        for account in work.accounts(person):
            if (account.platform, account.workspace) == (channel.platform, channel.workspace):
                calls += [Mention(account), " "]
    return calls


def announce(work: Work, concern: Concern, slug: str, message: Message) -> None:
    """Say something once in every thread of a concern, under a key of its own."""
    for place in it_places(work, concern) + ward_places(work, concern):
        _post(work, f"{concern.key}:{slug}", message, place, concern)
    _tell_sealed(work, concern, f"{concern.key}:{slug}", message)


def tell_it(work: Work, concern: Concern, slug: str, message: Message) -> None:
    """Say something once in IT's threads."""
    for place in it_places(work, concern):
        _post(work, f"{concern.key}:{slug}", message, place, concern)


def tell_ward(
    work: Work, concern: Concern, slug: str, message: Message, *, at_once: bool = False
) -> None:
    """Say something once in the ward's threads, and privately to each reporter who has not got a
    private thread of their own; whoever is off shift gets it when the next one starts (R12), unless
    it is needed `at_once`."""
    places = ward_places(work, concern)
    for place in places:
        _post(work, f"{concern.key}:{slug}", message, place, concern, at_once=at_once)
    readers = (_reader(work, channel) for _, channel in places)
    reached = {reader.id for reader in (*readers, work.actor) if reader is not None}
    for person in lookup.reporters(work, concern):
        if person.id not in reached:
            key = f"{concern.key}:{slug}:to:{person.id}"
            work.tell(person, key, message, urgent=at_once)
    _tell_sealed(work, concern, f"{concern.key}:{slug}", message)


def _tell_sealed(work: Work, concern: Concern, key: str, message: Message) -> None:
    """Tell those who raised it in confidence, or one that became part of it."""
    for part in lookup.family(work, concern):
        confidential.tell(work, part, key, message)


def unsaid(work: Work, concern: Concern, slug: str) -> None:
    """Take back what was to be said and has not been yet."""
    work.unsend(f"{concern.key}:{slug}")
    work.unsend(confidential.key_to(f"{concern.key}:{slug}"))
    for reporter in concerns.behind(work.db, concern):
        work.unsend(f"{concern.key}:{slug}:to:{reporter.person_id}")


def settle(work: Work, concern: Concern, slug: str, message: Message) -> None:
    """What was asked there is answered: it says how, and asks no more. Where it has not been sent
    yet, it never is (R28)."""
    unsaid(work, concern, slug)
    key = f"{concern.key}:{slug}"
    work.show(key, message)
    work.show(confidential.key_to(key), message)
    for reporter in concerns.behind(work.db, concern):
        work.show(f"{key}:to:{reporter.person_id}", message)


def refresh(work: Work, concern: Concern) -> None:
    """Bring both faces up to date, and those of its duplicates."""
    concern.updated_at = work.now
    outside = with_guests(work)
    work.face(
        concern.key,
        lambda: card.ward(work, concern),
        outside,
        lambda: card.reduced(work, concern, card.ward_buttons(concern)),
    )
    work.face(
        concern.it_key,
        lambda: card.triage(work, concern),
        outside,
        lambda: card.reduced(work, concern, card.triage_buttons(work, concern)),
    )


def _post(
    work: Work, key: str, message: Message, place: Place, concern: Concern, *, at_once: bool = False
) -> None:
    """A direct message waits for its reader's shift (R12), unless it is needed `at_once`."""
    parent, channel = place
    reader = None if at_once else _reader(work, channel)
    due = None if reader is None else work.next_start(reader)
    work.show(key, message, channel, parent=parent, due=due, urgent=concern.urgent and due is None)


def _reader(work: Work, channel: Channel) -> Person | None:
    """Whose direct messages a channel is."""
    account = Account(channel.platform, channel.workspace, channel.id)
    return people.of_account(work.db, account) if channel.dm else None
