"""A win before anybody else reads it: one sentence or a form, looked at, and sent on its way."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.acts import Given
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import admins, recipients
from bot.features.nouns import CONCERN, WIN
from bot.features.recipients import Recipients
from bot.features.speech import listed
from bot.features.wins import approval, card, consent, forms
from bot.features.wins.wording import OTHER, author, everybody, missing_side, own, wanted
from bot.privacy import order
from bot.words.cards import Form, Message, Reply, line, with_errors
from bot.words.events import Command, Press, Submit
from bot.words.refusal import Refused
from bot.words.spelling import in_room
from storage.nouns import people, wins
from storage.nouns.concerns import Concern
from storage.nouns.wins import Win

feature = Feature(
    "wins",
    (
        Help("win @Ana @Raj what changed", "thank both sides; each is asked first"),
        Help("win", "the same, with a form", more=True),
    ),
    lasts=True,
)
FEWEST = 4  # words
LONGEST = 1000  # characters: a few sentences, on a phone
TOO_LONG = "That is {count:,} characters; a win is a few sentences, 1,000 at most."
TOO_SHORT = "Say what changed and for whom it matters, in a sentence."
WHICH_SIDE = "Which side is “{teams}” on? Write it here, or below under IT."
NO_ROOM = (
    "There is no room for wins yet, so nothing was announced: ask {who} to type {setup} in one."
    " You can tell them privately now."
)
ORDER = "That reads like an order, so nothing was kept. Orders belong elsewhere."
About = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A win as somebody wrote it: whom it is for, its words, its goal, and what it is about."""

    to: Recipients
    text: str
    goal: str
    about: About

    def values(self) -> dict[str, str]:
        """What the form would hold."""
        teams = {
            side: ", ".join(name for name, of in self.to.teams if of == side)
            for side in ("clinical", "it")
        }
        who = ", ".join(person.name for person in self.to.people)
        return {"who": who, "text": self.text, "goal": self.goal, **teams}


def _read(event: Command, work: Work) -> Written:
    """`@Ana @Raj what changed #goal`, perhaps behind the number of a concern."""
    rest, about = event.rest.strip(), ("", "", "")
    if begins := CONCERN.begins(rest):
        number, rest = begins
        about = ("", str(_real(work, number).number), "")
    to, text = recipients.sentence(work, rest)
    goal, text = recipients.goal(text)
    return Written(to, text, goal, about)


def _sentence_again(event: Command, work: Work) -> Reply:
    """The form with what was typed in it, to be looked at once more (R9)."""
    win = _read(event, work)
    if order(win.text):
        raise Refused(ORDER)
    return with_errors(forms.win_form({}, win.about), win.values(), {"who": win.to.wrong})


@feature.command("win", right="raise", second_look=_sentence_again)
def by_words(event: Command, work: Work) -> Reply:
    """`win @Ana @Raj what changed`; `win W-101` shows one; `win C-101` begins with a concern."""
    rest = event.rest.strip()
    if not rest:
        return forms.win_form({})
    if (win := WIN.begins(rest)) and not win[1]:
        return card.mine(work, WIN.find(work, win[0]))
    if (concern := CONCERN.begins(rest)) and not concern[1]:
        return _from_concern(work, concern[0])
    written = _read(event, work)
    return _drafted(work, written, written.values())


def _real(work: Work, number: str) -> Concern:
    """The concern of that number; practice is never announced (R13)."""
    concern = CONCERN.find(work, number)
    if concern.practice:
        raise Refused(f"{concern.name} was practice, so there is nothing to announce.")
    return concern


def _from_concern(work: Work, number: str) -> Form:
    """A form with what the bot knows of a concern that ended well: who raised it, who fixed it."""
    concern = _real(work, number)
    if concern.state != "closed":
        raise Refused(f"{concern.name} has no confirmed fix yet, so there is nothing to thank for.")
    ids = (concern.reporter_id if concern.mode == "named" else None, concern.fixed_by)
    known = (people.get(work.db, id_) for id_ in ids if id_ not in {None, work.me.id})
    who = ", ".join(p.name for p in known if p is not None and not p.gone)
    values = {"who": who, "text": concern.note}
    return forms.win_form(values, ("", str(concern.number), ""))


@feature.press("win.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    args = event.action.args
    return _from_concern(work, args[0]) if args else forms.win_form({})


@feature.submit("win.save", right="raise", form=lambda args, _: forms.win_form({}, _three(args)))
def by_form(event: Submit, work: Work) -> Reply:
    values = event.values
    to = recipients.names(work, values.get("who", ""))
    for side in ("clinical", "it"):
        to.teams += [t for t in recipients.team(values.get(side, ""), side) if t not in to.teams]
    if to.nobody and not to.wrong:
        to.wrong = recipients.NOBODY
    goal = " ".join(values.get("goal", "").lstrip("#").split())[:60]
    written = Written(to, values.get("text", "").strip(), goal, _three(event.action.args))
    return _drafted(work, written, values)


def _three(args: tuple[str, ...]) -> About:
    number, concern, milestone = (*args, "", "", "")[:3]
    return number, concern, milestone


def _errors(written: Written) -> dict[str, str]:
    """What keeps it from being a draft, by the field of the form."""
    errors = {"who": written.to.wrong} if written.to.wrong else {}
    if unsided := ", ".join(written.to.unsided):
        errors["clinical"] = WHICH_SIDE.format(teams=unsided)
    if len(written.text.split()) < FEWEST:
        errors["text"] = TOO_SHORT
    if len(written.text) > LONGEST:
        errors["text"] = TOO_LONG.format(count=len(written.text))
    return errors


def _drafted(work: Work, written: Written, values: Mapping[str, str]) -> Reply:
    """The draft as it would look, kept; or the form, with what keeps it from being one."""
    if order(written.text):
        raise Refused(ORDER)
    if errors := _errors(written):
        return with_errors(forms.win_form({}, written.about), dict(values), errors)
    number, concern, milestone = written.about
    teams = [list(team) for team in written.to.teams]
    if number:
        win = WIN.find(work, number)
        own(work, win, "draft", "asking", approval.REVIEW)
        approval.back(work, win)
        # Changed words ask everybody anew.
        consent.unask(work, win)
        win.text, win.goal, win.teams = written.text, written.goal, teams
    else:
        about = int(concern) if is_number(concern) else None
        kept = {"text": written.text, "goal": written.goal, "teams": teams, "concern": about}
        win = wins.add(work.db, author_id=work.me.id, created_at=work.now, **kept)
    wins.name(work.db, win, [person.id for person in written.to.people])
    if milestone:
        wins.settle(work.db, milestone, frm=("proposed",), to="taken")
    return card.preview(work, win)


@feature.act(WIN, "show", opens=True)
def show(work: Work, win: Win, given: Given) -> Reply:
    return card.mine(work, win)


def _unannounced(work: Work, win: Win) -> None:
    own(work, win, "draft", "asking", approval.REVIEW)


@feature.act(WIN, "change", before=_unannounced, opens=True)
def change(work: Work, win: Win, given: Given) -> Reply:
    return forms.filled(work, win)


@feature.act(WIN, "drop", before=_unannounced)
def drop(work: Work, win: Win, given: Given) -> Reply:
    approval.back(work, win)
    consent.unask(work, win)
    wins.drop(work.db, win)
    return Message(f"{win.name} is thrown away", (line("Nothing of it is kept."),))


def _draft(work: Work, win: Win) -> None:
    own(work, win, "draft")


@feature.act(WIN, "private", before=_draft)
def privately(work: Work, win: Win, given: Given) -> Reply:
    """To each of them alone, when their shift starts; no consent is needed for that."""
    waits = card.waits(work, win)
    for _, person in everybody(work, win):
        work.tell(person, f"{win.key}:private:{person.id}", card.private(work, win))
    win.state = "told"
    later = f" Off shift until later: {', '.join(waits)}." if waits else ""
    names = card.names(work, win)
    return Message("Told privately", (line(f"It goes to {names}, and to nobody else.{later}"),))


@feature.act(WIN, "announce", before=_draft, opens=True)
def announce(work: Work, win: Win, given: Given) -> Reply:
    """Ask everybody it names; without people in it, it can go out at once."""
    if not card.places(work):
        raise Refused(NO_ROOM.format(who=admins.names(work), setup=in_room("setup")))
    if side := missing_side(wanted(work, win), author(work, win)):
        form = forms.filled(work, win)
        values = {field.id: str(field.value or "") for field in form.fields}
        whom = f"A win names both sides. Who had a part on {OTHER[side]}?"
        return with_errors(form, values, {side: whom})
    if story := approval.needed(work, win):
        return approval.ask(work, win, story)
    win.state = "asking"
    consent.ask(work, win)
    if win.state == "posted":
        return Message(f"{win.name} is announced", (line("It is in every room for wins."),))
    waits = card.waits(work, win)
    when = f" Off shift until then: {listed(waits)}." if waits else ""
    asked = line(f"Being asked: {card.names(work, win)}.{when} It goes out when all have answered.")
    return Message(f"{win.name} waits for their answers", (asked,))
