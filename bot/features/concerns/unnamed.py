"""Raising a concern without a name: in confidence at once, anonymously a little later.

Nothing of it goes through a draft, a timer or a message that knows its writer. An anonymous one is
held without a time or a number and posted at a moment left to chance.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.emergencies import says
from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import card, confidential, forms, modes, receipt_codes
from bot.features.concerns.creation import NOWHERE, Raised, open_concern, rank_of, read_answers
from bot.features.concerns.first_questions import receipt
from bot.rules.priority import IN_DANGER
from bot.rules.self_disclosure import tells
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Message,
    Note,
    Reply,
    line,
)
from bot.words.events import Action, Command, Due, Submit
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.engine import scrubbing
from storage.trust import sealed_reporters

feature = Feature(
    "without a name",
    (Help("confidential", "raise something without your name; or anonymous", more=True),),
    nameless=True,
)
ASKED = ("kind", "care", "reach", "harm", "unit", "system")
WAITS = (5 * 60, 30 * 60)  # seconds, from and to
AT_ONCE = "It is urgent, so it went out at once, and the hour of it can be known."
LATER = "It is posted within half an hour, at a moment left to chance."
TYPED = (
    "What you typed stands in this chat under your name. Delete it there, and say it here, where it"
    " is not kept."
)
NOT_OFFERED = (
    "Names can't be sealed here yet: an operator has to set a key for that first. With your name or"
    " anonymously it works. Nothing was sent."
)
STOPPED = (
    "Three colleagues have called something abuse that you raised in confidence, so raising without"
    " a name is closed to you for now. Nobody was told your name. With your name it works; a"
    " custodian can open it again."
)


@feature.command(
    *("confidential", "anonymous"),
    right="raise",
    reviews=True,
    urgent=True,
    unlinkable=always,
)
def ask(event: Command, work: Work) -> Reply:
    """The form, with the mode chosen. Words typed in a chat are in that chat already."""
    form = forms.raise_form(work, {"mode": event.verb})
    intro = (Note((TYPED,)), *form.intro) if event.rest.strip() else form.intro
    return replace(form, intro=intro)


def allowed(work: Work, mode: str) -> None:
    """`Refused` where it can't be raised in this mode, or not by this person."""
    if mode not in modes.WITHOUT_NAME or (mode == modes.CONFIDENTIAL and not work.has_keys):
        raise Refused(NOT_OFFERED)
    if confidential.blocked(work):
        raise Refused(STOPPED)


def warning(text: str, name: str) -> tuple[Block, ...]:
    """What a text tells of its writer, of that name; nothing where it tells nothing."""
    hints = tells(text, name)
    if not hints:
        return ()
    return (
        line(f"Whoever reads it may know who you are: it {', and it '.join(hints)}."),
        Note(("Change it, or send it as it is. A colleague may know you by less.",)),
    )


def send(event: Submit, work: Work, text: str) -> Reply:
    """The form of a concern was sent without a name, and its writer has looked at the text."""
    values = event.values
    answers = {name: values.get(name, "") for name in ASKED}
    if values["mode"] == modes.ANONYMOUS:
        once = "".join(event.action.args[:1]) or forms.token()
        return _hold(work, once, text, answers)
    masked = modes.mask(work)
    raised = Raised(text, answers, NOWHERE, work.now, kept=work.kept, mode=modes.CONFIDENTIAL)
    concern = open_concern(masked, raised)
    confidential.seal(work, concern, event.actor)
    shown = receipt(masked, concern, asked=True)
    sealed = (
        line("Your name is sealed. Answers come to you here, in private."),
        Note((f"It is not on your list, so remember {concern.name}. {modes.LIMITS}",)),
    )
    return replace(shown, title=f"{shown.title}, in confidence", blocks=(*shown.blocks, *sealed))


def _hold(work: Work, once: str, text: str, answers: Mapping[str, str]) -> Reply:
    """Nothing that is kept now tells when it was sent: when it is posted is left to chance. What is
    urgent does not wait. `once` is the word that the form carried."""
    code = receipt_codes.new_code()
    mark = receipt_codes.mark(work.hid, code)
    held = json.dumps({"text": text, "answers": answers, "kept": work.kept})
    priority, _ = rank_of(work.hospital, read_answers(answers), answers["unit"])
    urgent = priority in {"P1", "P2"} or says(text) == IN_DANGER
    low, high = WAITS
    wait = timedelta(seconds=low + secrets.randbelow(high - low))
    post_at = None if urgent else work.now + wait
    if not sealed_reporters.hold(work.db, mark, receipt_codes.mark(work.hid, once), held, post_at):
        return None
    if urgent:
        _post(work, mark)
    see = Button("See what became of it", Action("receipt.see", (code,)))
    return Message(
        "It goes to IT without your name",
        (
            line("Your code: ", Bold(code)),
            line("Write it down. It is the only way back to the answers."),
            line(f"To ask how it goes, type {say('receipt')} and the code."),
            line(AT_ONCE if urgent else LATER),
            Note(card.emergency(work.hospital)),
            Note((modes.LIMITS,)),
            Buttons((see,)),
        ),
    )


@feature.claim
def post_what_is_due(work: Work) -> bool:
    """By a timer of this moment each: one that fails takes no other with it."""
    marks = sealed_reporters.take_due(work.db, work.now)
    for mark in marks:
        work.later(f"unnamed:{mark}", work.now, "unnamed.post", mark)
    return bool(marks)


@feature.due("unnamed.post")
def post(event: Due, work: Work) -> Reply:
    _post(work, event.args[0])
    return None


def _post(work: Work, mark: str) -> None:
    """Now it becomes a concern, as if it had been raised this moment by nobody."""
    row = sealed_reporters.receipt(work.db, mark)
    if row is None or row.number is not None:
        return
    held = json.loads(row.held)
    text, answers, kept = held["text"], held["answers"], held["kept"]
    raised = Raised(text, answers, NOWHERE, work.now, kept=kept, mode=modes.ANONYMOUS)
    row.number, row.held = open_concern(modes.mask(work), raised).number, ""
    scrubbing.request(work.db)
