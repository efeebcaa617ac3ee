"""What a win looks like: to its author before it goes out, in the rooms, and afterwards."""

from bot.core.work import Work
from bot.features.kpi import series
from bot.features.speech import listed, when
from bot.features.wins import checks
from bot.features.wins.wording import Part, by, everybody, parts, said, silent, wanted
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Line,
    Message,
    Note,
    Quote,
    Span,
    facts,
    line,
)
from bot.words.events import Action, Channel
from storage.nouns import rooms
from storage.nouns.wins import Win

ASKS = "Announcing asks each of them first, on shift: by name, as their team, or not at all."
ANSWERS = {"named": "by name", "team": "only the team", "no": "not at all", "": "not asked yet"}


def act(name: str, win: Win, *more: str) -> Action:
    return Action(f"win.{name}", (str(win.number), *more))


def room_card(work: Work, win: Win) -> Message:
    """The card in every room for wins: both sides, what changed, and nobody counted or ranked. It
    is thanks, and no ticket: what can be done about it is behind a menu."""
    named = parts(work, win)
    off = Button("Take my name off", act("unname", win))
    wrong = Button("Something is wrong", act("doubt", win))
    return Message(
        f"Thank you, {listed([name for name, _ in named], 'both sides')}",
        (
            Quote(win.text),
            _thanks(named, "To ", f", from {by(work, win)}."),
            *_facts(work, win),
            Note((win.name,)),
            Buttons((), more=(wrong, off)),
        ),
        tone="good",
    )


def _thanks(named: list[Part], to: str = "For ", end: str = "") -> Line:
    spans: list[Span] = [to]
    for n, part in enumerate(named):
        between = "" if n == 0 else " and " if n == len(named) - 1 else ", "
        spans += [between, Bold(said(part))] if between else [Bold(said(part))]
    return line(*spans, *((end,) if end else ()))


def _facts(work: Work, win: Win) -> list[Block]:
    """The goal, with its figures and their caution where it is a measure; the concern."""
    kpi, measured = checks.measure(work, win)
    goal = f"{kpi.label} {kpi.name}" if kpi else win.goal
    pairs = [("Goal", goal)] if goal else []
    pairs += [("About", f"C-{win.concern}")] if win.concern else []
    return [
        *([facts(*pairs)] if pairs else []),
        *(series.shown(work, measured, kpi.better) if kpi and measured else ()),
    ]


def preview(work: Work, win: Win) -> Message:
    """The draft, for its author: told privately first, announced if they wish."""
    asks_people = bool(everybody(work, win))
    blocks: list[Block] = [
        _thanks(wanted(work, win)),
        Quote(win.text),
        *_facts(work, win),
        *checks.notes(work, win),
    ]
    if asks_people:
        blocks.append(Note((ASKS,)))
    sure = checks.wrong(work, win)
    confirm = f"{sure} Announce it as it is written?" if sure else ""
    announce = Button("Announce it", act("announce", win), confirm=confirm)
    privately = Button("Tell them privately", act("private", win), "primary")
    first = (privately, announce) if asks_people else (announce,)
    change, drop = Button("Change", act("change", win)), Button("Throw away", act("drop", win))
    return Message(f"{win.name}: nothing is sent yet", (*blocks, Buttons((*first, change, drop))))


def mine(work: Work, win: Win) -> Message:
    """Where a win stands, for whoever asks; who answered what, for its author alone."""
    if win.state == "draft" and win.author_id == work.me.id:
        return preview(work, win)
    if win.state == "retracted":
        return retracted(win)
    if win.state != "asking" or win.author_id != work.me.id:
        return room_card(work, win)
    rows = tuple(
        line(f"{person.name}: {ANSWERS[asked.consent]}") for asked, person in everybody(work, win)
    )
    change = Button("Change", act("change", win))
    return Message(f"{win.name}: being asked", (Quote(win.text), *rows, Buttons((change,))))


def asking(work: Work, win: Win) -> Message:
    """What each person named is asked, before anybody else reads it."""
    choices = Buttons(
        (
            Button("Yes, by name", act("named", win), "primary"),
            Button("Only my team", act("askteam", win)),
            Button("No, leave me out", act("no", win)),
        ),
        "Your answer",
    )
    return Message(
        f"{by(work, win)} wants to say thank you, and names you",
        (
            Quote(win.text),
            line("It would be read in every room for wins, on both sides."),
            choices,
            Note(("If you don't answer, you are not named.",)),
        ),
    )


def answered(win: Win, consent: str, team: str) -> Message:
    """The question again, with the answer that was given."""
    done = {
        "named": "It names you.",
        "team": f"It says “{team}”, and not your name.",
        "no": "It leaves you out.",
    }
    again = Buttons(
        tuple(
            Button(label, act(name, win))
            for name, label in (
                ("named", "By name after all"),
                ("askteam", "Only my team"),
                ("no", "Leave me out"),
            )
            if name.removeprefix("ask") != consent
        ),
        "You can still change it",
    )
    return Message(f"{win.name}: thank you", (line(done[consent]), Quote(win.text), again))


def private(work: Work, win: Win) -> Message:
    """What is told to each of them alone."""
    return Message(
        f"{by(work, win)} says thank you",
        (
            Quote(win.text),
            *_facts(work, win),
            Note(("Only you, and whoever else it thanks, get this.",)),
        ),
        tone="good",
    )


def told(title: str, words: str) -> Message:
    return Message(title, (line(words),))


def retracted(win: Win) -> Message:
    return Message(f"{win.name} was taken back", (line("Nothing of it is kept."),))


def held(win: Win) -> Message:
    return Message(f"{win.name} is being looked at", (line("It may come back."),))


def places(work: Work) -> list[Channel]:
    """Every room for wins, on every platform."""
    return [Channel(*room.address) for room in rooms.all_of(work.db, "wins")]


def waits(work: Work, win: Win) -> list[str]:
    """When each of them will be asked, for those who are off shift now."""
    starts = ((person.name, work.next_start(person)) for _, person in silent(work, win))
    return [f"{name} at {when(work, start).text}" for name, start in starts if start is not None]


def names(work: Work, win: Win) -> str:
    return listed([person.name for _, person in everybody(work, win)], "nobody")
