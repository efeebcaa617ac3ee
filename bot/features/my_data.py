"""What is stored about me: as a file for me alone, and gone on my word."""

import json
from typing import Any

from bot.core.audit import named, note
from bot.core.router import Feature
from bot.core.work import NotYet, Rest, Work, Write
from bot.features import admins
from bot.words.cards import Button, Buttons, File, Message, Note, Reply, line
from bot.words.events import Action, Due, Press
from bot.words.refusal import Refused
from storage.delivery import timers
from storage.nouns import entries, merging
from storage.nouns.people import Person
from storage.trust import erasure, legal_holds, personal_data

feature = Feature("mydata")
IN_FILE = (
    "{name} is in the settings file (corridor.toml), and would be known again at the next start."
    " Ask whoever runs Corridor to take them out there, with {admins}; then erase."
)
ERASED = "They are erased, or will be in a moment. There is nothing more to do."
JOINING = "Their accounts are just becoming one person. Try again in a minute."
HELD = "Something that {name} stands behind has to be kept as it is for now. Ask {admins}."
GOES = (
    "Your name, e-mail address, accounts, unit, shift and roles, your absences and drafts, and all"
    " private messages of mine to you. Your whole name is taken out of what others wrote and of my"
    " messages in the rooms."
)
STAYS = (
    "What you wrote about concerns stays for those who work on them, by “A former colleague”. The"
    " audit log keeps what you did under a number. First names and nicknames in others' words stay,"
    " and what the chat platform itself keeps."
)
NOT_THERE = (
    "What you raised in confidence or anonymously is not in it: nothing leads from you to that."
    " Nor is what your chat platform keeps."
)


def export(work: Work) -> Message:
    """Everything that is stored about whoever asks, for their eyes only."""
    stored = personal_data.export(work.db, work.me.id)
    text = json.dumps(stored, ensure_ascii=False, indent=1, default=str)
    note(work, "export.own", named(work.me))
    entries_in_all = sum(len(rows) for rows in stored.values())
    count = line(f"{entries_in_all} entries in {len(stored)} places. Times are UTC.")
    file = File("about-me.json", "application/json", text)
    return Message("What is stored about you", (count, file, Note((NOT_THERE,))))


def ask(work: Work) -> Message:
    """What would go and what would stay, and a button."""
    refuse(work, work.me)
    sure = "Erase who you are here? It can't be undone."
    erase_me = Button("Erase", Action("me.erase"), "danger", sure)
    get = Button("First give me the file", Action("me.export"))
    blocks = (line("Goes: ", GOES), line("Stays: ", STAYS), Buttons((erase_me, get)))
    return Message("Erase what tells who you are", blocks, tone="warning")


@feature.press("me.export", opens=True, beside=True)
def export_by_button(event: Press, work: Work) -> Reply:
    return export(work)


@feature.press("me.forget", opens=True)
def ask_by_button(event: Press, work: Work) -> Reply:
    return ask(work)


@feature.press("me.erase")
def erase_me(event: Press, work: Work) -> Reply:
    erase(work, work.me)
    return Message(
        "You are erased",
        (line("Nothing here says who you were. Should you write to me again, you start anew."),),
    )


def erase(work: Work, person: Person) -> None:
    """Begin to erase who a person is, unless something must be kept; `Refused` says what. It is
    done before whoever asked is answered."""
    refuse(work, person)
    note(work, "person.erased", named(person))
    erasure.begin(work.db, person, work.now)
    work.rest.append(_rest(person.id))


def _rest(person_id: int) -> Rest:
    erasing = erasure.Erasing(person_id)

    def look(work: Work) -> list[Write]:
        try:
            return [_piece(one) for one in erasing.look(work.db)]
        except erasure.StillOpen:
            raise NotYet from None

    return Rest(look)


def _piece(piece: erasure.Piece) -> Write:
    return lambda work: piece(work.db, work.now)


@feature.due(erasure.NAME)
def go_on(event: Due, work: Work) -> None:
    """Whoever began it has stopped on the way."""
    work.later(event.key, work.now + erasure.AGAIN, event.name, *event.args)
    work.rest.append(_rest(int(event.args[0])))


@feature.rearm
def rearm(work: Work) -> None:
    """At the start nobody else is at it, or does no harm."""
    timers.hasten(work.db, erasure.NAME, work.now)


def refuse(work: Work, person: Person) -> None:
    """Raise `Refused` where a person can't be erased now."""
    if person.erased:
        raise Refused(ERASED)
    if merging.is_joining(work.db, person.id):
        raise Refused(JOINING)
    known: dict[str, Any] = {"name": person.name, "admins": admins.names(work)}
    if person.settled:
        raise Refused(IN_FILE.format(**known))
    if admins.is_last(work, person):
        raise Refused(admins.LAST.format(**known))
    # Whether a concern under legal hold is theirs, or they wrote about it.
    held = legal_holds.numbers(work.db, "concern")
    if held and entries.takes_part(work.db, person.id, held):
        raise Refused(HELD.format(**known))
