"""Which huddles there are, what each one is, and who may run it."""

from bot.core.acts import Given
from bot.core.router import Feature
from bot.core.work import Work
from bot.features import admins
from bot.features.huddles import lookup, scheduling
from bot.features.huddles.wording import act, at_words, room_name, schedule_words
from bot.features.lists import listing
from bot.features.nouns import HUDDLE
from bot.features.speech import unit_name, who_id
from bot.words.cards import Button, Buttons, Message, Reply, Row, facts
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from storage.nouns import huddles
from storage.nouns.huddles import Huddle

feature = Feature("huddle")
STATES = {"draft": "not begun", "on": "on", "paused": "paused", "ended": "ended"}
IN_FILE = "It is in the settings file (corridor.toml, [[huddles]]): change or end it there."


def may_run(work: Work, huddle: Huddle) -> None:
    """Refuses whoever may not run a huddle, with who can, and what comes after its end."""
    lookup.live(work, huddle)
    me = work.me
    if me.id == huddle.created_by or me.side == "both" or me.roles & {"admin", "leader"}:
        return
    starter = who_id(work, huddle.created_by) if huddle.created_by else admins.names(work)
    raise Refused(f"{starter}, clinical informatics or a leader can do that. Nothing was changed.")


def may_change(work: Work, huddle: Huddle) -> None:
    """As `may_run`; a huddle of the settings file is changed and ended there."""
    may_run(work, huddle)
    if huddle.in_file:
        raise Refused(IN_FILE)


@feature.command("huddles", alone=True)
def typed(event: Command, work: Work) -> Reply:
    return every(work)


@feature.press("huddle.list", opens=True)
def pressed(event: Press, work: Work) -> Reply:
    return every(work)


def every(work: Work) -> Message:
    """All that run or are paused, each with what comes next."""
    rows = []
    for huddle in huddles.live(work.db):
        words = f"{huddle.label} · {huddle.name} · {schedule_words(huddle)} · {_next(work, huddle)}"
        rows.append(Row((words,), Button("Open", act("open", huddle))))
    start = Buttons((Button("Start one", Action("huddle.new"), "primary"),))
    none = "None yet. A huddle asks each unit once a shift and posts one list on both sides."
    return listing("Huddles", rows, start, empty=none)


def _next(work: Work, huddle: Huddle) -> str:
    if huddle.state != "on":
        return STATES[huddle.state]
    coming = scheduling.next_post(work, huddle, work.now)
    return f"next {at_words(huddle, coming.at, work.now)}" if coming else "no next time"


@feature.act(HUDDLE, "open", opens=True)
def show(work: Work, huddle: Huddle, given: Given) -> Reply:
    return card(work, huddle)


def card(work: Work, huddle: Huddle) -> Message:
    """A huddle as it is now, with what can be done to it."""
    where = ", ".join(room_name(work, address) for address in huddle.rooms)
    asks = [unit_name(work.hospital, unit) for unit in huddle.units]
    asks += [who_id(work, number) for number in huddle.members]
    started = who_id(work, huddle.created_by) if huddle.created_by else "corridor.toml"
    known = facts(
        ("State", STATES[huddle.state]),
        ("When", f"{schedule_words(huddle)} ({huddle.zone})"),
        ("Next", _next(work, huddle).removeprefix("next ")),
        ("In", where),
        ("Asks", ", ".join(asks) or "nobody"),
        ("Started by", started),
    )
    return Message(f"{huddle.label} · {huddle.name}", (known, *_buttons(huddle)))


def _buttons(huddle: Huddle) -> tuple[Buttons, ...]:
    def button(label: str, name: str, confirm: str = "") -> Button:
        return Button(label, act(name, huddle), confirm=confirm)

    look = (button("Past ones", "past"), button("Preview", "preview"))
    if huddle.state == "ended":
        return (Buttons(look[:1]),)
    change, more = button("Change", "change"), (button("Questions", "questions"), *look)
    end = button("End", "end", f"End {huddle.name}? What was told stays readable.")
    rest = Buttons((change, end), more=more)
    if huddle.state == "draft":
        return Buttons((button("Start", "start"),)), rest
    if huddle.state == "paused":
        return Buttons((button("Resume", "resume"),)), rest
    run = ("Pause", "pause"), ("Skip the next", "skip"), ("Meet now", "now")
    return Buttons(tuple(button(*names) for names in run)), rest
