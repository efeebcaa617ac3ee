"""Asking: a unit once in a shift, IT before the huddle, each person of a team at their own time."""

from datetime import UTC, date, datetime, timedelta

from bot.core.work import Work
from bot.features import ways
from bot.features.concerns.card import emergency
from bot.features.concerns.creation import channel_of
from bot.features.huddles import lookup, scheduling
from bot.features.huddles.wording import (
    IT,
    KINDS,
    NOTHING,
    Asked,
    act,
    asked_kinds,
    at_words,
    channels,
    question,
)
from bot.features.speech import date_words, short, unit_name
from bot.rules.response_clock import clock_words
from bot.words.cards import Block, Button, Buttons, Line, Message, Note, Row, line
from bot.words.events import Channel
from bot.words.spelling import say
from storage.nouns import (
    huddle_entries,
    huddle_news,
    huddle_schedule,
    huddles,
    people,
    rooms,
    roster,
)
from storage.nouns.huddle_entries import Word
from storage.nouns.huddle_schedule import Run
from storage.nouns.huddles import Huddle
from storage.nouns.people import Person

AHEAD = timedelta(hours=24)  # a shift is asked for a huddle that comes within a day
FRESH = timedelta(minutes=30)
REMIND_AT = 0.8  # of the window, to those who have not answered


def whom(run: Run) -> Asked:
    """Who was asked by an occurrence."""
    day = date.fromisoformat(run.wall[:10])
    if run.slot.startswith("unit:"):
        return Asked(*scheduling.slot_unit(run.slot), day)
    return Asked(IT if run.slot == IT else "", "", day)


def ask_unit(work: Work, huddle: Huddle, run: Run) -> None:
    """Ask a unit, once in this shift, until shortly before it ends; not when it is over by now,
    nor when no huddle comes within a day."""
    asked = whom(run)
    unit, shift = work.hospital.units.get(asked.unit), lookup.shift_named(work, asked)
    if unit is None or shift is None or not _soon(work, huddle):
        return
    window = scheduling.window(shift, unit.zone or work.hospital.zone, asked.day)
    if window is None or work.now >= window[1]:
        return
    # The unit's own rooms, else those of the huddle.
    wards = [channel_of(r) for r in rooms.all_of(work.db, "ward") if r.unit == asked.unit]
    _ask(work, huddle, run, wards or channels(huddle), window[1])


def ask_it(work: Work, huddle: Huddle, run: Run) -> None:
    """Ask IT an hour before; what it says within two hours after the post still joins it."""
    triage = {channel_of(room) for room in rooms.all_of(work.db, "triage")}
    ours = [channel for channel in channels(huddle) if channel in triage]
    until = run.due_at + scheduling.IT_LEAD + lookup.LATE_FOR
    if _soon(work, huddle) and work.now < until:
        _ask(work, huddle, run, ours or sorted(triage, key=str), until)


def _ask(work: Work, huddle: Huddle, run: Run, where: list[Channel], until: datetime) -> None:
    work.show(run.key, card(work, huddle, run), *where)
    args = (str(run.number), run.slot, run.wall)
    work.later(f"{run.key}:close", until, "huddle.close", *args)
    if run.slot != IT:
        work.later(f"{run.key}:fresh", work.now + FRESH, "huddle.fresh", *args)


def _soon(work: Work, huddle: Huddle) -> bool:
    coming = scheduling.next_post(work, huddle, work.now)
    return coming is not None and coming.at - work.now <= AHEAD


def refresh(work: Work, huddle: Huddle, asked: Asked) -> None:
    """Bring a shift's card up to date, where it was asked."""
    slot = IT if asked.unit == IT else scheduling.unit_slot(asked.unit, asked.shift)
    for run in huddle_schedule.runs(work.db, huddle.number, slot, limit=2):
        if whom(run) == asked and work.places(run.key):
            work.show(run.key, card(work, huddle, run))


def card(work: Work, huddle: Huddle, run: Run, *, closed: bool = False) -> Message:
    """What a unit or IT sees in its own room."""
    asked = whom(run)
    told = huddle_entries.of_shift(work.db, huddle, asked.unit, asked.shift, asked.day)
    closes = _closes(work, asked, run)
    closed = closed or work.now >= closes
    coming = scheduling.next_post(work, huddle, work.now)
    when = f" at {at_words(huddle, coming.at, work.now)}" if coming else ""
    blocks: list[Block] = [
        line(f"Anything for the huddle{when}? One tap from anyone here is enough."),
        *map(_told, told),
    ]
    if closed:
        until = f"Closed. What comes later: type {say('report')}."
    else:
        blocks += [*_offers(work, huddle, asked, told), _buttons(huddle, asked)]
        unit = work.hospital.units.get(asked.unit)
        zone = (unit.zone if unit else None) or work.hospital.zone
        until = f"Open until {clock_words(closes, zone, work.now)}."
    blocks += [Note((until,)), Note(emergency(work.hospital))]
    return Message(f"{huddle.name}: {who_words(work, asked)}", tuple(blocks))


def who_words(work: Work, asked: Asked) -> str:
    """ "5 West, night of Sat 7 Mar", "IT, Sun 8 Mar"."""
    if asked.unit == IT:
        return f"IT, {date_words(asked.day)}"
    shift = f"{asked.shift} of " if asked.shift else ""
    name = unit_name(work.hospital, asked.unit)
    return f"{name}, {shift}{date_words(asked.day)}" if name else date_words(asked.day)


def _closes(work: Work, asked: Asked, run: Run) -> datetime:
    if asked.unit == IT:
        return run.due_at + scheduling.IT_LEAD + lookup.LATE_FOR
    return lookup.span(work, asked)[1] - scheduling.BEFORE_END


def _told(word: Word) -> Line:
    if word.kind == NOTHING:
        return line("Nothing to report.")
    concern = f"C-{word.concern} " if word.concern else ""
    return line(f"{KINDS[word.kind].button}: {concern}{short(word.text, 90)}")


def _offers(work: Work, huddle: Huddle, asked: Asked, told: list[Word]) -> list[Block]:
    """The unit's open concerns, each brought up by one tap."""
    if asked.unit == IT:
        return []
    known = {word.concern for word in told}
    return [
        Row(
            (ways.shared(c.number), f" · {c.priority} · {short(c.text, 60)}"),
            Button("Still there", act("bring", huddle, *asked.args, str(c.number))),
        )
        for c in huddle_news.of_unit(work.db, asked.unit)
        if c.number not in known and c.state != "fixed"
    ]


def _buttons(huddle: Huddle, asked: Asked) -> Buttons:
    """Nothing to report first: it is a full answer."""
    kinds = asked_kinds(huddle, IT if asked.unit == IT else "clinical")[:3]
    return Buttons(
        (
            Button("Nothing to report", act("nothing", huddle, *asked.args), "primary"),
            *(Button(KINDS[k].button, act("say", huddle, *asked.args, k)) for k in kinds),
            Button("More", act("more", huddle, *asked.args)),
        )
    )


def freshen(work: Work, huddle: Huddle, run: Run) -> datetime | None:
    """The concerns that one tap brings up are those of now, not of when the shift was asked. When
    to look again."""
    work.show(run.key, card(work, huddle, run))
    return work.now + FRESH


def ask_person(work: Work, huddle: Huddle, run: Run) -> None:
    """Ask a member by direct message; nobody who is away, off shift, or asked too late to answer.
    Those who have not answered are reminded once, at four fifths of their window."""
    person = people.get(work.db, int(run.slot.partition(":")[2]))
    day = whom(run).day
    if person is not None and _later_today(work, run, person):
        return
    ends = run.due_at + timedelta(minutes=huddle.window)
    if person is None or not expected(work, huddle, person, day) or work.now >= ends:
        return
    work.tell(person, run.key, personal(work, huddle, person, day))
    remind = run.due_at + timedelta(minutes=huddle.window) * REMIND_AT
    work.later(f"{run.key}:remind", max(remind, work.now), "huddle.remind", *_key(run))


def _later_today(work: Work, run: Run, person: Person) -> bool:
    """Somebody whose rostered shift of that day is still to come is asked half an hour into it."""
    duty = roster.coming(work.db, person.id, work.now).duty
    if duty is None or duty.starts_at <= work.now or duty.day != whom(run).day:
        return False
    run.due_at = duty.starts_at + scheduling.INTO_SHIFT
    work.later(f"{run.key}:later", run.due_at, "huddle.run", *_key(run))
    return True


def _key(run: Run) -> tuple[str, str, str]:
    return str(run.number), run.slot, run.wall


def expected(work: Work, huddle: Huddle, person: Person, day: date) -> bool:
    """Whether somebody is to be asked on that day of theirs."""
    if person.gone or person.id not in huddle.members or not meets(work, huddle, day):
        return False
    away = huddles.away(work.db, person.id, day)
    return away is None and work.next_start(person) is None


def meets(work: Work, huddle: Huddle, day: date) -> bool:
    """Whether the huddle of a local day is still on: not skipped, no holiday, its weekday."""
    skipped = huddle.not_before
    last = skipped.astimezone(UTC).astimezone(work.hospital.zone).date() if skipped else date.min
    moved = huddle.once_at is not None and huddle.once_at > work.now
    regular = str(day.weekday()) in huddle.days and not scheduling.free(work.hospital, huddle)(day)
    return regular and (day > last or moved)


def personal(work: Work, huddle: Huddle, person: Person, day: date) -> Message:
    """The question to one person, with what they have answered so far."""
    asked = Asked("", "", day)
    told = huddle_entries.of_person(work.db, huddle, person.id, day)
    questions = [line(question(huddle, kind)) for kind in asked_kinds(huddle, person.side)]
    blocks: list[Block] = [*map(_told, told)] if told else [*questions]
    away = Button("Away today", act("away", huddle, day.isoformat()))
    answer = Button("Change" if told else "Answer", act("more", huddle, *asked.args), "primary")
    nothing = Button("Nothing to report", act("nothing", huddle, *asked.args))
    blocks.append(Buttons((answer, *(() if told else (nothing, away)))))
    return Message(f"{huddle.name}, {date_words(day)}", tuple(blocks))


def refresh_person(work: Work, huddle: Huddle, person: Person, day: date) -> None:
    """Bring a person's own question up to date, where it was asked."""
    for run in huddle_schedule.runs(work.db, huddle.number, f"person:{person.id}"):
        if whom(run).day == day and work.places(run.key):
            work.show(run.key, personal(work, huddle, person, day))


def reminder(huddle: Huddle, day: date, minutes: int) -> Message:
    asked = Asked("", "", day)
    nothing = Button("Nothing to report", act("nothing", huddle, *asked.args))
    answer = Button("Answer", act("more", huddle, *asked.args), "primary")
    told = line(f"It closes in {minutes} min. Nobody sees who has not answered.")
    return Message(f"{huddle.name}: still open for you", (told, Buttons((answer, nothing))))
