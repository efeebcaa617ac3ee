"""The organiser groups the answers to an open question in themes, after the close (R25)."""

from collections.abc import Sequence
from hashlib import blake2b

from bot.core.acts import Given, Wrong
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.nouns import POLL
from bot.features.polls.card import act, refresh
from bot.features.polls.closing import show_ended
from bot.features.polls.conditions import need_ended
from bot.features.polls.definition import Asks
from bot.features.polls.open_answer_list import OTHER, least, on_card
from bot.features.speech import several, short
from bot.words.cards import Button, Buttons, Form, Message, Reply, line
from bot.words.fields import ManyField, Option, TextField
from bot.words.refusal import Refused
from storage.nouns import open_answers
from storage.nouns.open_answers import OpenAnswer
from storage.nouns.polls import Poll

feature = Feature(
    "polls",
    (Help("themes P-101", "group the answers to an open question, after the close", more=True),),
)
LONGEST_NAME = 60
MOST = 12  # themes
OFFERED = 40  # answers in one form, which is what Teams has room for
LETTERS = "bcdfghjklmnpqrst"  # no word, no name, no number
HINT = f"One that exists takes more answers. {OTHER}: out of their theme."


def _need_answers(work: Work, poll: Poll) -> None:
    need_ended(work, poll, "group its answers")
    if poll.kind != "texts":
        raise Refused(f"{poll.name} is no open question, so it has no answers to group.")
    if not on_card(work, poll, Asks.of(poll)):
        few = least(Asks.of(poll))
        raise Refused(f"Fewer than {few} people answered {poll.name}, so nothing of it is shown.")


def _form(work: Work, poll: Poll, _args: tuple[str, ...]) -> Form:
    """Answers without a theme come first, then those that could move."""
    answers = sorted(on_card(work, poll, Asks.of(poll)), key=lambda answer: bool(answer.theme))
    options = tuple(Option(_mark(answer), _label(answer)) for answer in answers[:OFFERED])
    left = len(answers) - len(options)
    hint = f"{several(left, 'more answer', 'more answers')} in the next form." if left else ""
    return Form(
        f"Group the answers of {poll.name}",
        act("themes", poll),
        (
            TextField("name", "Theme", limit=LONGEST_NAME, hint=HINT),
            ManyField("answers", "Answers in it", options, hint=hint),
        ),
        "Group",
        (line(poll.question),),
    )


def _label(answer: OpenAnswer) -> str:
    text = short(answer.text)
    return f"{answer.theme}: {text}" if answer.theme else text


def _mark(answer: OpenAnswer) -> str:
    """What an answer is called in the form; it tells nothing of its writer."""
    name = f"{answer.number}/{answer.voter}".encode()
    return "".join(LETTERS[byte % 16] for byte in blake2b(name, digest_size=16).digest())


@feature.act(POLL, "themes", words="themes", reads="name", form=_form, before=_need_answers)
def group(work: Work, poll: Poll, given: Given) -> Reply:
    """Put answers into one theme, out of the one that each was in."""
    answers = on_card(work, poll, Asks.of(poll))
    name = _name(given["name"], answers)
    ticked = set(given["answers"].split(","))
    chosen = [answer for answer in answers if _mark(answer) in ticked]
    if not chosen:
        raise Wrong(answers="Tick the answers that are of this theme.")
    for answer in chosen:
        open_answers.put_in_theme(work.db, answer, "" if name == OTHER else name)
    refresh(work, poll)
    show_ended(work, poll)
    left = sum(not answer.theme for answer in answers)
    told = f"{several(len(chosen), 'answer', 'answers')} put in it. {left} have no theme."
    more = Buttons((Button("Another theme", act("themes", poll)),))
    return Message(f"{name}, of {poll.name}", (line(told), more))


def _name(text: str, answers: Sequence[OpenAnswer]) -> str:
    """The theme of that name as it is spelt already, or a new one; `Wrong` for what is none."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise Wrong(name=f"Give the theme a name of up to {LONGEST_NAME} characters.")
    known = {answer.theme.casefold(): answer.theme for answer in answers if answer.theme}
    if name.casefold() == OTHER.casefold():
        return OTHER
    if name.casefold() not in known and len(known) >= MOST:
        raise Wrong(name=f"There are {MOST} themes already. Put the answers into one of them.")
    return known.get(name.casefold(), name)
