"""A win in the rooms: posted, doubted, taken back; and the week's round-up."""

from datetime import datetime, time, timedelta

from bot.core.acts import Given
from bot.core.audit import note
from bot.core.rights import may
from bot.core.router import Feature
from bot.core.work import Work
from bot.features import admins, legal_holds
from bot.features.nouns import WIN
from bot.features.speech import short, who
from bot.features.wins import card, forms
from bot.features.wins.card import act
from bot.features.wins.wording import author, everybody, names_of
from bot.rules.wall_time import local_day, moment
from bot.words.cards import Block, Button, Buttons, Message, Quote, Reply, Row, line
from bot.words.events import Due
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.delivery import timers
from storage.nouns import wins
from storage.nouns.wins import Win

feature = Feature("announced", lasts=True)
FRIDAY, AFTERNOON = 4, time(15)
WEEK = timedelta(days=7)
MOST = 12
ROUND = "wins:round"


def post(work: Work, win: Win) -> None:
    """Into every room for wins; and into the week's round-up."""
    win.state, win.posted_at = "posted", work.now
    work.show(win.key, card.room_card(work, win), *card.places(work))
    due = next_round(work.now, work)
    work.later(ROUND, due, "win.round", due.isoformat())


def refresh(work: Work, win: Win) -> None:
    """The card as it should be now, wherever it stands."""
    match win.state:
        case "posted":
            work.show(win.key, card.room_card(work, win))
        case "held":
            work.show(win.key, card.held(win))
        case _:
            work.show(win.key, card.retracted(win))


def next_round(now: datetime, work: Work) -> datetime:
    """The next Friday 15:00 on the hospital's clock, strictly after `now` (UTC)."""
    zone = work.hospital.zone
    today = local_day(now, zone)
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    due = moment(friday, AFTERNOON, zone)
    return due if due > now else moment(friday + WEEK, AFTERNOON, zone)


@feature.rearm
def rearm(work: Work) -> None:
    """The next is never more than a week away."""
    due = next_round(work.now, work)
    if timers.waits_after(work.db, ROUND, due):
        work.later(ROUND, due, "win.round", due.isoformat())


@feature.due("win.round")
def round_up(event: Due, work: Work) -> Reply:
    """The week's wins, once, in every room for wins; nothing at all in a week without any."""
    end = datetime.fromisoformat(event.args[0])
    zone = work.hospital.zone
    start = moment(local_day(end, zone) - WEEK, AFTERNOON, zone)
    if posted := wins.between(work.db, start, end):
        key = f"wins:week:{local_day(end, zone).isoformat()}"
        work.show(key, week(work, posted), *card.places(work))
    return None


def week(work: Work, posted: list[Win]) -> Message:
    """In the order they came: nobody is first, and nobody is counted."""
    rows: list[Block] = [
        Row((f"{names_of(work, win)}: {short(win.text)}",), Button("Open", act("show", win)))
        for win in posted[:MOST]
    ]
    if len(posted) > MOST:
        rows.append(line(f"And more: type {say('wins')}."))
    return Message("This week's wins", tuple(rows), tone="good")


def _need_posted(work: Work, win: Win) -> None:
    if win.state != "posted":
        raise Refused(f"{win.name} is not in the rooms any more.")


@feature.act(
    WIN,
    "flag",
    buttons=("doubt",),
    form=lambda _work, win, _args: forms.flag_form(win),
    before=_need_posted,
)
def flag(work: Work, win: Win, given: Given) -> Reply:
    """Its writer and the administrators decide; what may tell of a patient is hidden at once."""
    if not wins.flag(work.db, win, work.me.id, work.now):
        raise Refused(f"You have told them about {win.name} already. They look at it.")
    why = given["why"] if given["why"] in forms.REASONS else "other"
    if why == "patient":
        win.state = "held"
        refresh(work, win)
        note(work, "win.held", win.name, "may tell of a patient")
    _ask_to_decide(work, win, forms.REASONS[why], given["words"])
    hidden = " It is hidden until then." if win.state == "held" else ""
    writer = author(work, win)
    deciders = f"{writer.name if writer else 'its writer'} and {admins.names(work)}"
    decide = line(f"{deciders} decide what becomes of it.{hidden}")
    return Message("Thank you for saying so", (decide,))


def _ask_to_decide(work: Work, win: Win, why: str, words: str) -> None:
    back = Button("Take it back", act("retract", win), "primary")
    buttons = Buttons((back, Button("Let it stand", act("stand", win))))
    blocks: list[Block] = [line(f"{why}, says {who(work.me)}."), *([Quote(words)] if words else [])]
    message = Message(f"Please look at {win.name}", (*blocks, Quote(win.text), buttons))
    key = f"{win.key}:flag:{work.me.id}"
    admins.tell(work, key, message)
    writer = author(work, win)
    if writer is not None and not writer.gone and not may(writer, "admin"):
        work.tell(writer, f"{key}:{writer.id}", message)


def _may_decide(work: Work, win: Win) -> None:
    if win.author_id != work.me.id and not may(work.me, "admin"):
        raise Refused(f"Its writer or {admins.names(work)} can do that. Nothing was changed.")
    if win.state not in {"posted", "held"}:
        raise Refused(f"{win.name} is not in the rooms any more.")


@feature.act(WIN, "retract", before=_may_decide)
def retract(work: Work, win: Win, given: Given) -> Reply:
    """By its writer or an administrator: gone from every room and from the database."""
    legal_holds.refuse(work, "win", win.number)
    win.state, win.retracted_at, win.text = "retracted", work.now, ""
    refresh(work, win)
    for _, person in everybody(work, win):
        work.show(f"{win.key}:ask:{person.id}", card.retracted(win))
    note(work, "win.retracted", win.name)
    return card.retracted(win)


@feature.act(WIN, "stand", before=_may_decide)
def stand(work: Work, win: Win, given: Given) -> Reply:
    """What was hidden comes back; only an administrator may say so."""
    if win.state == "held":
        if not may(work.me, "admin"):
            raise Refused(f"It may tell of a patient, so {admins.names(work)} decides.")
        note(work, "win.stands", win.name)
    win.state = "posted"
    refresh(work, win)
    return Message(f"{win.name} stands", (line("It is in the rooms as before."),))
