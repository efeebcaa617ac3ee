"""Which huddles there are, what each one is, and who may run it."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import admins
from bot.features.huddles import lookup, scheduling
from bot.features.huddles.wording import at_words, room_name, schedule_words
from bot.features.speech import unit_name, who_id
from bot.words.cards import Block, Button, Buttons, Message, Reply, Row, facts, line
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from storage.nouns import huddles
from storage.nouns.huddles import Huddle

feature = Feature("huddle")
STATES = {"draft": "not begun", "on": "on", "paused": "paused", "ended": "ended"}
IN_FILE = "It is in the settings file (corridor.toml, [[huddles]]): change or end it there."


def mine(work: Work, number: str) -> Huddle:
    """The huddle, for one who may run it; `Refused` with who can otherwise."""
    huddle = lookup.live(work, number)
    me = work.me
    if me.id == huddle.created_by or me.side == "both" or me.roles & {"admin", "leader"}:
        return huddle
    starter = who_id(work, huddle.created_by) if huddle.created_by else admins.names(work)
    raise Refused(f"{starter}, clinical informatics or a leader can do that. Nothing was changed.")


def not_in_file(huddle: Huddle) -> None:
    if huddle.in_file:
        raise Refused(IN_FILE)


@feature.command("huddles")
def by_list(event: Command, work: Work) -> Reply:
    return listed(work)


@feature.press("huddle.list", opens=True)
def by_list_button(event: Press, work: Work) -> Reply:
    return listed(work)


def listed(work: Work) -> Message:
    found = huddles.live(work.db)
    blocks: list[Block] = [_row(work, huddle) for huddle in found]
    new = Buttons((Button("Start one", Action("huddle.new"), "primary"),))
    none = line("None yet. A huddle asks each unit once a shift and posts one list on both sides.")
    return Message("Huddles", (*(blocks or [none]), new))


def _row(work: Work, huddle: Huddle) -> Row:
    head = f"{huddle.label} · {huddle.name} · {schedule_words(huddle)} · {_next(work, huddle)}"
    return Row((head,), _button("Open", "open", huddle))


def _next(work: Work, huddle: Huddle) -> str:
    if huddle.state != "on":
        return STATES[huddle.state]
    coming = scheduling.next_post(work, huddle, work.now)
    return f"next {at_words(huddle, coming.at, work.now)}" if coming else "no next time"


def _button(label: str, name: str, huddle: Huddle, confirm: str = "") -> Button:
    return Button(label, Action(f"huddle.{name}", (str(huddle.number),)), confirm=confirm)


@feature.press("huddle.open", right="raise", opens=True)
def show(event: Press, work: Work) -> Reply:
    return card(work, lookup.huddle(work, lookup.first(event)))


def card(work: Work, huddle: Huddle) -> Message:
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
    sure = f"End {huddle.name}? What was told stays readable."
    look = (_button("Past ones", "past", huddle), _button("Preview", "preview", huddle))
    if huddle.state == "ended":
        return (Buttons(look[:1]),)
    change = (_button("Change", "change", huddle), _button("Questions", "questions", huddle))
    rest = Buttons((*change, *look, _button("End", "end", huddle, sure)))
    if huddle.state == "draft":
        return Buttons((_button("Start", "start", huddle),)), rest
    if huddle.state == "paused":
        return Buttons((_button("Resume", "resume", huddle),)), rest
    run = ("pause", "Pause"), ("skip", "Skip the next"), ("now", "Meet now")
    return Buttons(tuple(_button(label, name, huddle) for name, label in run)), rest
