"""A win before anybody else reads it: one sentence or a form, looked at, and sent on its way."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import admins, naming
from bot.features.naming import Recipients
from bot.features.nouns import CONCERN
from bot.features.speech import listed
from bot.features.wins import card, consent, forms, lookup
from bot.features.wins.wording import OTHER, author, everybody, missing_side, wanted
from bot.privacy import order
from bot.words.cards import Form, Message, Reply, line, with_errors
from bot.words.events import Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import people, wins
from storage.nouns.concerns import Concern
from storage.nouns.wins import Win

feature = Feature(
    "wins",
    (
        Help("win @Ana @Raj what changed", "thank both sides; each is asked first"),
        Help("win", "the same, with a form", more=True),
    ),
)
FEWEST = 4  # words
LONGEST = 1000  # characters: a few sentences, on a phone
TOO_LONG = "That is {count:,} characters; a win is a few sentences, 1,000 at most."
TOO_SHORT = "Say what changed and for whom it matters, in a sentence."
CLEANED = "We took out {kinds}: patients are never part of a win. If it still says it, go on."
NO_ROOM = (
    "There is no room for wins yet, so nothing was announced: ask {who} to type setup in one."
    " You can tell them privately now."
)
About = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A win as somebody wrote it: whom it is for, its words, its goal, and what it is about."""

    to: Recipients
    text: str
    goal: str
    about: About


@feature.command("win", right="raise", reviews=True)
def by_words(event: Command, work: Work) -> Reply:
    """`win @Ana @Raj what changed`; `win W-101` shows one; `win C-101` begins with a concern."""
    rest = event.rest.strip()
    if not rest:
        return forms.win_form({})
    if number := lookup.NUMBER.fullmatch(rest):
        return card.mine(work, lookup.win(work, number[1]))
    about, rest = _about(work, rest)
    if not rest:
        return from_concern(work, about[1])
    to, text = naming.sentence(work, rest, event.channel)
    tag, text = naming.goal(text)
    return _drafted(work, Wanted(to, text, tag, about))


def _about(work: Work, rest: str) -> tuple[About, str]:
    """The concern that a sentence begins with, and what follows."""
    found = CONCERN.begins(rest)
    if found is None:
        return ("", "", ""), rest
    number, words = found
    return ("", str(_real(work, number).number), ""), words


def _real(work: Work, number: str) -> Concern:
    """The concern of that number; practice is never announced (R13)."""
    concern = CONCERN.find(work, number)
    if concern.practice:
        raise Refused(f"{concern.name} was practice, so there is nothing to announce.")
    return concern


def from_concern(work: Work, number: str) -> Form:
    """A form with what the bot knows of a concern that ended well: who raised it, who fixed it."""
    concern = _real(work, number)
    if concern.state != "closed":
        raise Refused(f"{concern.name} has no confirmed fix yet, so there is nothing to thank for.")
    ids = (concern.reporter_id if concern.mode == "named" else None, concern.fixed_by)
    known = (people.get(work.db, one) for one in ids if one not in {None, work.me.id})
    who = ", ".join(p.name for p in known if p is not None and not p.gone)
    values = {"who": who, "text": concern.note}
    return forms.win_form(values, ("", str(concern.number), ""))


@feature.press("win.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    args = event.action.args
    return from_concern(work, args[0]) if args else forms.win_form({})


@feature.submit("win.save", right="raise", form=lambda args, _: forms.win_form({}, _three(args)))
def by_form(event: Submit, work: Work) -> Reply:
    values = event.values
    to = naming.names(work, values.get("who", ""))
    for side in ("clinical", "it"):
        to.teams += [t for t in naming.team(values.get(side, ""), side) if t not in to.teams]
    if to.nobody and not to.wrong:
        to.wrong = naming.NOBODY
    goal = " ".join(values.get("goal", "").lstrip("#").split())[:60]
    wanted_win = Wanted(to, values.get("text", "").strip(), goal, _three(event.action.args))
    return _drafted(work, wanted_win, values)


def _three(args: tuple[str, ...]) -> About:
    number, concern, milestone = (*args, "", "", "")[:3]
    return number, concern, milestone


def _drafted(work: Work, win: Wanted, values: Mapping[str, str] | None = None) -> Reply:
    """The draft as it would look; or the form, with what keeps it from being one."""
    if order(win.text):
        raise Refused("That reads like an order, so nothing was kept. Orders belong elsewhere.")
    found = {"who": win.to.wrong} if win.to.wrong else {}
    if len(win.text.split()) < FEWEST:
        found["text"] = TOO_SHORT
    if len(win.text) > LONGEST:
        found["text"] = TOO_LONG.format(count=len(win.text))
    if (checked := work.checked.get("text")) and not checked.clean:
        found["text"] = CLEANED.format(kinds=checked.kinds)
    errors = found
    if errors:
        given = dict(values) if values is not None else _as_values(win)
        return with_errors(forms.win_form(given, win.about), given, errors)
    return card.preview(work, _kept(work, win))


def _as_values(win: Wanted) -> dict[str, str]:
    teams = {
        side: ", ".join(name for name, of in win.to.teams if of == side)
        for side in ("clinical", "it")
    }
    who = ", ".join(person.name for person in win.to.people)
    return {"who": who, "text": win.text, "goal": win.goal, **teams}


def _kept(work: Work, wanted_win: Wanted) -> Win:
    """Write the draft down; a changed one asks everybody anew."""
    number, concern, milestone = wanted_win.about
    text, goal = wanted_win.text, wanted_win.goal
    teams = [list(team) for team in wanted_win.to.teams]
    if number:
        win = lookup.own(work, number, "draft", "asking")
        consent.unask(work, win)
        win.text, win.goal, win.teams = text, goal, teams
    else:
        about = int(concern) if is_number(concern) else None
        values = {"text": text, "goal": goal, "teams": teams, "concern": about}
        win = wins.add(work.db, author_id=work.me.id, created_at=work.now, **values)
    wins.name(work.db, win, [person.id for person in wanted_win.to.people])
    if milestone:
        wins.settle(work.db, milestone, frm=("proposed",), to="taken")
    return win


@feature.press("win.show", right="raise", opens=True)
def show(event: Press, work: Work) -> Reply:
    return card.mine(work, lookup.win(work, lookup.first(event.action.args)))


@feature.press("win.change", right="raise", opens=True)
def change(event: Press, work: Work) -> Reply:
    return forms.filled(work, lookup.own(work, lookup.first(event.action.args), "draft", "asking"))


@feature.press("win.drop", right="raise")
def drop(event: Press, work: Work) -> Reply:
    win = lookup.own(work, lookup.first(event.action.args), "draft", "asking")
    consent.unask(work, win)
    wins.drop(work.db, win)
    return Message(f"{win.name} is thrown away", (line("Nothing of it is kept."),))


@feature.press("win.private", right="raise")
def privately(event: Press, work: Work) -> Reply:
    """To each of them alone, when their shift starts; no consent is needed for that."""
    win = lookup.own(work, lookup.first(event.action.args), "draft")
    waits = card.waits(work, win)
    names = card.names(work, win)
    for _, person in everybody(work, win):
        work.tell(person, f"{win.key}:private:{person.id}", card.private(work, win))
    win.state = "told"
    later = f" Off shift until later: {', '.join(waits)}." if waits else ""
    return Message("Told privately", (line(f"It goes to {names}, and to nobody else.{later}"),))


@feature.press("win.announce", right="raise", opens=True)
def announce(event: Press, work: Work) -> Reply:
    """Ask everybody it names; without people in it, it can go out at once."""
    win = lookup.own(work, lookup.first(event.action.args), "draft")
    if not card.places(work):
        raise Refused(NO_ROOM.format(who=admins.names(work)))
    if side := missing_side(wanted(work, win), author(work, win)):
        form = forms.filled(work, win)
        values = {field.id: str(field.value or "") for field in form.fields}
        whom = f"A win names both sides. Who had a part on {OTHER[side]}?"
        return with_errors(form, values, {side: whom})
    win.state = "asking"
    consent.ask(work, win)
    if win.state == "posted":
        return Message(f"{win.name} is announced", (line("It is in every room for wins."),))
    waits = card.waits(work, win)
    when = f" Off shift until then: {listed(waits)}." if waits else ""
    asked = line(f"Being asked: {card.names(work, win)}.{when} It goes out when all have answered.")
    return Message(f"{win.name} waits for their answers", (asked,))
