"""Raising a concern without a name: in confidence at once, anonymously a little later.

Nothing of it goes through a draft, a timer or a message that knows its writer. An anonymous one is
held without a time or a number and posted at a moment left to chance.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import card, confidential, forms, modes, receipt_codes
from bot.features.concerns.creation import NOWHERE, Raised, open_concern, rank_of, read_answers
from bot.features.concerns.first_questions import receipt
from bot.privacy import Checked, emergency
from bot.rules.self_disclosure import tells
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Form,
    Message,
    Note,
    Reply,
    line,
    with_errors,
)
from bot.words.events import Account, Action, Command, Due, Submit
from bot.words.refusal import Refused
from storage.trust import sealed_reporters

feature = Feature(
    "without a name",
    (Help("confidential, or anonymous", "raise something without your name", more=True),),
    nameless=True,
)
EMPTY = "Write what is wrong in a sentence, such as: label printer on 5 West prints blank."
WHY = "Say in a few words why it is not patient data, or send the cleaned version."
ASKED = ("kind", "care", "reach", "harm", "unit", "system")
SOON, LATER = (30, 180), (5 * 60, 30 * 60)  # seconds, from and to
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody raises without a name. `once` is the word that the form carried."""

    mode: str
    text: str
    answers: Mapping[str, str] = field(default_factory=dict)
    kept: str = ""
    once: str = ""


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


def first(event: Submit, work: Work, text: str) -> Reply:
    """The form of a concern was sent, and asks for no name."""
    answers = {name: event.values.get(name, "") for name in ASKED}
    wanted = Wanted(event.values["mode"], text, answers, once=_word(event))
    _allowed(work, wanted.mode)
    checked = work.checked.get("text", Checked(text))
    told = tells(text, work.me.name)
    if not checked.clean or told:
        return _check(work, wanted, checked, told)
    return _raised(work, wanted, event.actor)


def _word(event: Submit) -> str:
    return event.action.args[-1] if event.action.args else forms.token()


def _allowed(work: Work, mode: str) -> None:
    if mode not in modes.WITHOUT_NAME or (mode == modes.CONFIDENTIAL and not modes.sealing(work)):
        raise Refused(NOT_OFFERED)
    if confidential.blocked(work):
        raise Refused(STOPPED)


def _check(work: Work, wanted: Wanted, checked: Checked, told: list[str]) -> Form:
    """The text once more, cleaned and with what it tells of its writer. No draft is kept: all of
    it is in the form."""
    answers = (wanted.answers.get(name, "") for name in ASKED)
    action = Action("unnamed.send", (wanted.mode, *answers, forms.token()))
    form = forms.checked_form(work, action, wanted.text, checked)
    warned: tuple[Block, ...] = ()
    if told:
        warned = (
            line(f"Whoever reads it may know who you are: it {', and it '.join(told)}."),
            Note(("Change it, or send it as it is. A colleague may know you by less.",)),
        )
    return replace(form, intro=(*form.intro, *warned))


def _anonymous(event: Submit) -> bool:
    return event.action.args[:1] == (modes.ANONYMOUS,)


@feature.submit("unnamed.send", right="raise", reviews=True, unlinkable=_anonymous)
def send(event: Submit, work: Work) -> Reply:
    """The writer has looked at it again."""
    mode, answers = event.action.args[0], event.action.args[1 : len(ASKED) + 1]
    text, checked = event.values.get("text", "").strip(), work.checked.get("text", Checked(""))
    wanted = Wanted(mode, text, dict(zip(ASKED, answers, strict=False)), once=_word(event))
    _allowed(work, mode)
    if not text:
        return with_errors(_check(work, wanted, checked, []), dict(event.values), {"text": EMPTY})
    how = event.values.get("how")
    if how == "mine" and "text" in work.raw:
        reason = event.values.get("reason", "").strip()
        if not reason:
            form = _check(work, wanted, checked, [])
            written = {**event.values, "text": work.raw["text"]}
            return with_errors(form, written, {"reason": WHY})
        kept = f"Kept as written ({checked.kinds}): {reason}"
        return _raised(work, replace(wanted, text=work.raw["text"].strip(), kept=kept), event.actor)
    if how == "clean" or checked.clean:
        return _raised(work, wanted, event.actor)
    return _check(work, wanted, checked, [])


def _raised(work: Work, wanted: Wanted, account: Account) -> Reply:
    if wanted.mode == modes.ANONYMOUS:
        # Nothing that is kept now has a time or a number: when it is posted is left to chance.
        code = receipt_codes.new_code()
        mark = receipt_codes.mark(work.hid, code)
        held = {"text": wanted.text, "answers": dict(wanted.answers), "kept": wanted.kept}
        once = receipt_codes.mark(work.hid, wanted.once)
        if not sealed_reporters.hold(work.db, mark, once, json.dumps(held)):
            return None
        unit = wanted.answers.get("unit", "")
        urgent = rank_of(work.hospital, read_answers(wanted.answers), unit)[0] in {"P1", "P2"}
        low, high = SOON if urgent else LATER
        wait = timedelta(seconds=low + secrets.randbelow(high - low))
        work.later(f"unnamed:{mark}", work.now + wait, "unnamed.post", mark)
        within = "three minutes" if urgent else "half an hour"
        return _code_told(work, code, within)
    masked = modes.mask(work)
    concern = open_concern(masked, _now(masked, wanted))
    confidential.seal(work, concern, account)
    shown = receipt(masked, concern, danger=emergency(wanted.text), asked=True)
    said = (
        line("Your name is sealed. Answers come to you here, in private."),
        Note((f"It is not on your list, so remember {concern.name}. {modes.LIMITS}",)),
    )
    return replace(shown, title=f"{shown.title}, in confidence", blocks=(*shown.blocks, *said))


def _now(work: Work, wanted: Wanted) -> Raised:
    how = {"kept": wanted.kept, "mode": wanted.mode}
    return Raised(wanted.text, wanted.answers, NOWHERE, work.now, **how)


def _code_told(work: Work, code: str, within: str) -> Message:
    see = Button("See what became of it", Action("receipt.see", (code,)))
    return Message(
        "It goes to IT without your name",
        (
            line("Your code: ", Bold(code)),
            line("Write it down. It is the only way back to the answers: type receipt, then it."),
            line(f"It is posted within {within}, at a moment left to chance."),
            Note(card.emergency(work.hospital)),
            Note((modes.LIMITS,)),
            Buttons((see,)),
        ),
    )


@feature.due("unnamed.post")
def post(event: Due, work: Work) -> Reply:
    """Now it becomes a concern, as if it had been raised this moment by nobody."""
    mark = event.args[0]
    row = sealed_reporters.receipt(work.db, mark)
    if row is None or row.number is not None:
        return None
    held = json.loads(row.held)
    wanted = Wanted(modes.ANONYMOUS, held["text"], held["answers"], kept=held["kept"])
    masked = modes.mask(work)
    row.number, row.held = open_concern(masked, _now(masked, wanted)).number, ""
    return None
