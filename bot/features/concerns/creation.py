"""A new concern: its priority and clock, its cards, who is called, and what it resembles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from bot.core.audit import note
from bot.core.emergencies import says
from bot.core.room_facts import holds_guest
from bot.core.work import Work
from bot.features.concerns import card, escalation, leaders, modes
from bot.features.digest import weekly
from bot.rules.guess_system import system as guess_system
from bot.rules.guess_unit import unit as guess_unit
from bot.rules.hospital import Hospital, Priority
from bot.rules.priority import (
    CARE,
    HARM,
    IN_DANGER,
    KINDS,
    REACH,
    Answers,
    direct_care,
    priority,
)
from bot.rules.response_clock import answer_due
from bot.words.events import Channel
from storage.nouns import concern_search, concerns, entries, rooms
from storage.nouns.concerns import Concern
from storage.nouns.entries import NO_MESSAGE, Source
from storage.nouns.people import Person
from storage.nouns.rooms import Room


@dataclass(frozen=True, slots=True)
class Raised:
    """What somebody raised: cleaned text, the answers given so far, where and when (UTC).

    `kept` says why soft findings stayed in. `mode` says whether with a name; without one `channel`
    is `NOWHERE`, and the work is masked. `source` is the message it was raised in, if it was one;
    without a name none is remembered, whatever it says.
    """

    text: str
    answers: Mapping[str, str]
    channel: Channel
    at: datetime
    kept: str = ""
    mode: str = modes.NAMED
    source: Source = NO_MESSAGE


NOWHERE = Channel("", "", "")


def open_concern(work: Work, raised: Raised) -> Concern:
    """Write the concern down, show it on both sides, start its clocks."""
    concern = _written(work, raised)
    person = work.me
    if raised.mode == modes.NAMED:
        if raised.source != NO_MESSAGE:
            entries.raise_in(work.db, concern, raised.source, raised.at)
        concerns.stand_behind(work.db, concern, person.id, concern.unit, how="raised", at=raised.at)
    else:
        concern.reporters, concern.units = 1, [concern.unit] if concern.unit else []
    concern_search.add(work.db, concern)
    if raised.kept:
        entries.add(work.db, concern, "change", raised.kept, work.now, person_id=person.id)
        note(work, "guard.overruled", concern.name)
    triage = triage_rooms(work, concern)
    show(work, concern, ward_channels(work, concern, raised.channel), triage)
    escalation.start(work, concern)
    leaders.of_harm(work, concern)
    weekly.arm(work)
    return concern


def show(work: Work, concern: Concern, ward: Sequence[Channel], triage: Sequence[Channel]) -> None:
    """Its cards, in the ward's places and in IT's; reduced where a guest reads."""
    full, less = card.ward(work, concern), card.reduced(work, concern, card.ward_buttons(concern))
    for channel in ward:
        work.show(concern.key, less if holds_guest(work, channel) else full, channel)
    full = card.triage(work, concern)
    less = card.reduced(work, concern, card.triage_buttons(work, concern))
    for channel in triage:
        message = less if holds_guest(work, channel) else full
        work.show(concern.it_key, message, channel, urgent=concern.urgent)


def _written(work: Work, raised: Raised) -> Concern:
    answers, words = read_answers(raised.answers), says(raised.text)
    if words == IN_DANGER:
        answers = replace(answers, harm="reached")
    # The unit that was chosen, else the room's, else the person's own, else the one they name.
    unit = raised.answers.get("unit", "")
    if unit not in work.hospital.units:
        room = _room(work, raised.channel)
        known = (room.unit if room else "") or work.me.unit
        unit = known or guess_unit(raised.text, work.hospital.units)
    rank, why = rank_of(work.hospital, answers, unit, words)
    return concerns.add(
        work.db,
        text=raised.text,
        kind=answers.kind,
        care=answers.care,
        reach=answers.reach,
        harm=answers.harm,
        danger=words,
        system=raised.answers.get("system") or guess_system(raised.text),
        unit=unit if raised.mode == modes.NAMED else modes.shown_unit(work, unit),
        mode=raised.mode,
        reporter_id=work.me.id if raised.mode == modes.NAMED else None,
        reporter_side=side_of(work.me),
        priority=rank,
        first_priority=rank,
        why=why,
        raised_at=raised.at,
        due_at=answer_due(raised.at, rank, work.hospital),
        updated_at=work.now,
    )


def read_answers(given: Mapping[str, str]) -> Answers:
    """The answers that were given, and the defaults for those that were not."""
    plain = Answers()
    return Answers(
        _known(given.get("kind"), KINDS, plain.kind),
        _known(given.get("care"), CARE, plain.care),
        _known(given.get("reach"), REACH, plain.reach),
        _known(given.get("harm"), HARM, plain.harm),
    )


def _known(value: str | None, choices: Mapping[str, object], plain: str) -> str:
    return value if value in choices else plain  # type: ignore[return-value]


def rank_of(
    hospital: Hospital, answers: Answers, unit: str, words: str = ""
) -> tuple[Priority, str]:
    """The priority and its reason (R2); an idea is a safety matter only where its words say that
    somebody is in danger (R16)."""
    harm = "no" if answers.kind == "idea" and not words else answers.harm
    return priority(
        answers.kind, answers.care, answers.reach, harm, _direct_care(hospital, unit), words
    )


def _direct_care(hospital: Hospital, unit: str) -> bool:
    known = hospital.units.get(unit)
    if known is None:
        return False
    return direct_care(known.care_area) if known.direct_care is None else known.direct_care


def side_of(person: Person) -> str:
    """Somebody who belongs to both sides raises a concern as a clinician."""
    return "it" if person.side == "it" else "clinical"


def _room(work: Work, channel: Channel) -> Room | None:
    return rooms.at(work.db, (channel.platform, channel.workspace, channel.id))


def ward_channels(work: Work, concern: Concern, raised_in: Channel) -> list[Channel]:
    """Where the ward sees it: where it was raised, and the unit's own rooms."""
    room = _room(work, raised_in)
    apart = raised_in == NOWHERE or (room is not None and room.purpose == "triage")
    here = [] if apart else [raised_in]
    return list(dict.fromkeys((*here, *ward_rooms(work, concern))))


def ward_rooms(work: Work, concern: Concern) -> list[Channel]:
    """The rooms of its unit."""
    wards = rooms.wards(work.db, concern.unit) if concern.unit else ()
    return [channel_of(room) for room in wards]


def triage_rooms(work: Work, concern: Concern) -> list[Channel]:
    """The triage rooms for its system or kind; else those that take everything; else all."""
    triage = rooms.all_of(work.db, "triage")
    named = [r for r in triage if concern.system in r.systems or concern.kind in r.kinds]
    open_to_all = [r for r in triage if not r.systems and not r.kinds]
    return [channel_of(room) for room in named or open_to_all or triage]


def channel_of(room: Room) -> Channel:
    return Channel(room.platform, room.workspace, room.channel)


def rank(concern: Concern) -> Priority:
    return cast(Priority, concern.priority)
