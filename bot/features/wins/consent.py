"""Nobody is named without a yes: the question, the answers, and what follows from them."""

from datetime import timedelta

from bot.core.acts import Given
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.nouns import WIN
from bot.features.speech import listed
from bot.features.wins import card, forms, posting
from bot.features.wins.card import act
from bot.features.wins.wording import (
    OTHER,
    author,
    everybody,
    missing_side,
    own,
    parts,
    silent,
    team_of,
)
from bot.words.cards import Button, Buttons, Message, Quote, Reply, line
from bot.words.events import Due
from bot.words.refusal import Refused
from storage.nouns import wins
from storage.nouns.wins import Win, WinPerson

feature = Feature("consent", lasts=True)
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


def _my_part(work: Work, win: Win) -> WinPerson:
    """What whoever acts has answered so far; `Refused` where they are not asked."""
    part = wins.person_in(work.db, win, work.me.id)
    if part is None or win.state not in {"asking", "posted"}:
        raise Refused(NOT_YOURS.format(name=win.name))
    return part


@feature.act(WIN, "open", before=_my_part, opens=True)
def open_question(work: Work, win: Win, given: Given) -> Reply:
    """The question again, for who did not answer the first one."""
    return card.asking(work, win)


@feature.act(WIN, "named")
def named(work: Work, win: Win, given: Given) -> Reply:
    return _answer(work, win, "named")


@feature.act(WIN, "no")
def no(work: Work, win: Win, given: Given) -> Reply:
    return _answer(work, win, "no")


@feature.act(
    WIN,
    "team",
    buttons=("askteam",),
    form=lambda work, win, _args: forms.team_form(work, win),
    before=_my_part,
)
def team(work: Work, win: Win, given: Given) -> Reply:
    return _answer(work, win, "team", " ".join(given["team"].split())[:80])


def _answer(work: Work, win: Win, consent: str, words: str = "") -> Reply:
    """Keep the answer; it may be changed later too, and the card follows."""
    mine = _my_part(work, win)
    if win.state == "posted" and consent == "no":
        return _take_name_off(work, win, mine)
    if consent == "team":
        words = words or team_of(work, work.me)
    mine.consent, mine.team, mine.answered_at = consent, words, work.now
    reply = card.answered(win, consent, words)
    work.show(_key(win, work.me.id), reply)
    _go_on(work, win)
    return reply


@feature.act(WIN, "unname")
def unname(work: Work, win: Win, given: Given) -> Reply:
    """Whoever is named may end that at any time, on the card itself."""
    mine = _my_part(work, win)
    if mine.consent != "named":
        raise Refused(f"{win.name} does not show your name.")
    return _take_name_off(work, win, mine)


def _take_name_off(work: Work, win: Win, mine: WinPerson) -> Reply:
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
    agreed = parts(work, win)
    if not agreed:
        _give_back(work, win, "Nobody wants it announced.")
    elif side := missing_side(agreed, author(work, win)):
        _give_back(work, win, f"Nobody is left to name on {OTHER[side]}.")
    elif not card.places(work):
        _give_back(work, win, "There is no room for wins any more.")
    else:
        work.forget(f"{win.key}:waiting")
        posting.post(work, win)


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
    message = Message(f"{win.name} was not announced", (line(why), Quote(win.text), buttons))
    work.tell(writer, f"{win.key}:back:{int(work.now.timestamp())}", message)


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
        why = line(f"No answer yet from {listed(names)}. Silence is not a yes.")
        work.tell(writer, f"{win.key}:silent", Message(f"{win.name} still waits", (why, buttons)))
    return None


@feature.act(WIN, "teams", before=lambda work, win: own(work, win, "asking"))
def teams(work: Work, win: Win, given: Given) -> Reply:
    """Whoever has not answered stands behind their team."""
    for asked, person in silent(work, win):
        asked.consent, asked.team = "team", team_of(work, person)
        work.unsend(_key(win, person.id))
    _go_on(work, win)
    return card.mine(work, win)
