"""Nobody is named without a yes: the question, the answers, and what follows from them."""

from datetime import timedelta

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.speech import listed
from bot.features.wins import card, forms, lookup, posting
from bot.features.wins.card import act
from bot.features.wins.wording import (
    OTHER,
    Part,
    author,
    everybody,
    missing_side,
    parts,
    silent,
    team_of,
)
from bot.words.cards import Button, Buttons, Message, Quote, Reply, line
from bot.words.events import Due, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import wins
from storage.nouns.wins import Win, WinPerson

feature = Feature("consent")
PATIENCE = timedelta(days=7)
NOT_YOURS = "{name} does not name you, so there is nothing for you to answer."


def _key(win: Win, person_id: int) -> str:
    return f"{win.key}:ask:{person_id}"


def ask(work: Work, win: Win) -> None:
    """Ask each person who has not answered, at their next shift if they are off (R12)."""
    for _, person in silent(work, win):
        work.tell(person, _key(win, person.id), card.asking(work, win))
    work.later(f"{win.key}:waiting", work.now + PATIENCE, "win.waiting", str(win.number))
    _go_on(work, win)


def unask(work: Work, win: Win) -> None:
    """Take the questions back; what was answered to other words does not count."""
    again = line("If it still names you, you will be asked again.")
    changed = Message(f"{win.name} does not go out as it was", (again,))
    for asked, person in everybody(work, win):
        if win.state == "asking":
            work.unsend(_key(win, person.id))
            work.show(_key(win, person.id), changed)
        asked.consent, asked.team, asked.answered_at = "", "", None
    win.state = "draft"
    work.forget(f"{win.key}:waiting")


@feature.press("win.open", right="raise", opens=True)
def open_question(event: Press, work: Work) -> Reply:
    """The question again, for who did not answer the first one."""
    win = lookup.win(work, lookup.first(event.action.args))
    _mine(work, win)
    return card.asking(work, win)


@feature.press("win.named", right="raise")
def named(event: Press, work: Work) -> Reply:
    return _answer(work, lookup.first(event.action.args), "named")


@feature.press("win.no", right="raise")
def no(event: Press, work: Work) -> Reply:
    return _answer(work, lookup.first(event.action.args), "no")


@feature.press("win.askteam", right="raise", opens=True)
def ask_team(event: Press, work: Work) -> Reply:
    win = lookup.win(work, lookup.first(event.action.args))
    _mine(work, win)
    return forms.team_form(work, win)


@feature.submit(
    "win.team",
    right="raise",
    form=lambda args, work: forms.team_form(work, lookup.win(work, lookup.first(args))),
)
def team(event: Submit, work: Work) -> Reply:
    words = " ".join(event.values.get("team", "").split())[:80] or team_of(work, work.me)
    return _answer(work, lookup.first(event.action.args), "team", words)


def _mine(work: Work, win: Win) -> WinPerson:
    found = wins.person_in(work.db, win, work.me.id)
    if found is None or win.state not in {"asking", "posted"}:
        raise Refused(NOT_YOURS.format(name=win.name))
    return found


def _answer(work: Work, number: str, consent: str, words: str = "") -> Reply:
    """Keep the answer; it may be changed later too, and the card follows."""
    win = lookup.win(work, number)
    mine = _mine(work, win)
    if win.state == "posted" and consent == "no":
        return _unnamed(work, win, mine)
    mine.consent, mine.team, mine.answered_at = consent, words, work.now
    told = card.answered(win, consent, words)
    work.show(_key(win, work.me.id), told)
    _go_on(work, win)
    return told


@feature.press("win.unname", right="raise")
def unname(event: Press, work: Work) -> Reply:
    """Whoever is named may end that at any time, on the card itself."""
    win = lookup.win(work, lookup.first(event.action.args))
    mine = _mine(work, win)
    if mine.consent != "named":
        raise Refused(f"{win.name} does not show your name.")
    return _unnamed(work, win, mine)


def _unnamed(work: Work, win: Win, mine: WinPerson) -> Reply:
    mine.consent, mine.answered_at = "team", work.now
    mine.team = mine.team or team_of(work, work.me)
    posting.refresh(work, win)
    return Message("Your name is off", (line(f"It says “{mine.team}” now, in every room."),))


def _go_on(work: Work, win: Win) -> None:
    """Once all have answered: announced, or back to its author when a side is missing."""
    if win.state == "posted":
        posting.refresh(work, win)
        return
    if silent(work, win):
        return
    named = parts(work, win)
    side = missing_side(named, author(work, win))
    if why := _hindered(work, named, side):
        _give_back(work, win, why)
        return
    work.forget(f"{win.key}:waiting")
    posting.post(work, win)


def _hindered(work: Work, named: list[Part], side: str) -> str:
    """Why it can't go out, or nothing."""
    if not named:
        return "Nobody wants it announced."
    if side:
        return f"Nobody is left to name on {OTHER[side]}."
    return "" if card.places(work) else "There is no room for wins any more."


def _give_back(work: Work, win: Win, why: str) -> None:
    """Nothing goes out; its author may name somebody else, or tell them privately."""
    win.state = "draft"
    writer = author(work, win)
    if writer is None or writer.gone:
        return
    buttons = Buttons(
        (
            Button("Tell them privately", act("private", win), "primary"),
            Button("Change", act("change", win)),
            Button("Throw away", act("drop", win)),
        )
    )
    said = Message(f"{win.name} was not announced", (line(why), Quote(win.text), buttons))
    work.tell(writer, f"{win.key}:back:{int(work.now.timestamp())}", said)


@feature.due("win.waiting")
def waiting(event: Due, work: Work) -> Reply:
    """A week without an answer: its author decides, and silence is never a yes."""
    win = wins.locked(work.db, int(event.args[0]))
    if win is None or win.state != "asking":
        return None
    writer = author(work, win)
    names = [person.name for _, person in silent(work, win)]
    if not names:
        _go_on(work, win)
    elif writer is not None and not writer.gone:
        buttons = Buttons(
            (
                Button("Name their team instead", act("teams", win), "primary"),
                Button("Change", act("change", win)),
                Button("Throw away", act("drop", win)),
            )
        )
        said = line(f"No answer yet from {listed(names)}. Silence is not a yes.")
        work.tell(writer, f"{win.key}:silent", Message(f"{win.name} still waits", (said, buttons)))
    return None


@feature.press("win.teams", right="raise")
def teams(event: Press, work: Work) -> Reply:
    """Whoever has not answered stands behind their team."""
    win = lookup.own(work, lookup.first(event.action.args), "asking")
    for asked, person in silent(work, win):
        asked.consent, asked.team = "team", team_of(work, person)
        work.unsend(_key(win, person.id))
    _go_on(work, win)
    return card.mine(work, win)
