"""The way back to an anonymous concern: a code that only its writer has shows the thread, and lets
them write, check and reopen. Nobody learns who they are, and nothing here keeps it."""

from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import card, closing, confidential, forms, modes, receipt_codes
from bot.features.concerns.answers import Written, record
from bot.features.concerns.states import STATES
from bot.features.nouns import CONCERN
from bot.features.speech import when, who_id
from bot.words.cards import Block, Button, Buttons, Form, Line, Message, Note, Quote, Reply, line
from bot.words.events import Action, Command, Press, Submit
from bot.words.fields import TextField
from bot.words.refusal import Refused
from storage.nouns import entries
from storage.nouns.concerns import UNNAMED, Concern
from storage.trust import sealed_reporters

feature = Feature(
    "receipts",
    (Help("receipt CODE", "what became of something anonymous", more=True),),
    nameless=True,
    unlinkable=always,
)
UNKNOWN = (
    "No concern has that code. Look at it again: it has sixteen letters. A code ends some time"
    " after its concern does, and a lost one can't be brought back."
)
WAITING = (
    "It has not gone out yet. It is posted at a moment within half an hour of your sending it."
)
CLOSED = (
    "Three colleagues have called this abuse, so nothing can be added to it with this code. Nobody"
    " was told who you are, and nobody can be."
)
SHOWN = entries.CROSSED
MOST = 10
NO_NAME = "Nothing of who you are is kept."
HINT = f"Sixteen letters. {NO_NAME}"


def asked() -> Form:
    """Asked in a form, because a code typed in a chat stays there."""
    code = TextField("code", "Your code", limit=40, hint=HINT)
    return Form("See what became of it", Action("receipt.open", (forms.token(),)), (code,), "Show")


def by_words(event: Command, work: Work) -> Reply:
    """`receipt CODE`; alone, the form that asks for it."""
    if not event.rest.strip():
        return asked()
    delete = "Your code stands in this chat now, under your name: delete that message."
    return _shown(work, event.rest, (Note((delete,)),))


@feature.submit("receipt.open", right="raise", reviews=True)
def by_form(event: Submit, work: Work) -> Reply:
    return _shown(work, event.values.get("code", ""))


@feature.press("receipt.see", right="raise", opens=True)
def see(event: Press, work: Work) -> Reply:
    return _shown(work, _code(event))


def _code(event: Press | Submit) -> str:
    return event.action.args[0] if event.action.args else ""


def _concern_of(work: Work, typed: str) -> tuple[str, Concern | None]:
    """The code and its concern, for changing; none while it has not gone out."""
    code = receipt_codes.read(typed)
    row = code and sealed_reporters.receipt(work.db, receipt_codes.mark(work.hid, code))
    if not code or not row:
        raise Refused(UNKNOWN)
    return code, None if row.number is None else CONCERN.find(work, row.number)


def _shown(work: Work, typed: str, first: tuple[Block, ...] = ()) -> Message:
    code, concern = _concern_of(work, typed)
    if concern is None:
        again = Buttons((Button("Look again", Action("receipt.see", (code,))),))
        return Message("Not posted yet", (*first, line(WAITING), again))
    top = _top(work, concern)
    part = [line(f"It is part of {top.name} now.")] if top is not concern else []
    blocks = (Quote(concern.text), *part, *_thread(work, concern, top), _buttons(work, code, top))
    title = f"{concern.name} · {STATES[top.state]}"
    return Message(title, (*first, *blocks, Note((NO_NAME,))))


def _top(work: Work, concern: Concern) -> Concern:
    return concern if concern.parent is None else CONCERN.find(work, concern.parent)


def _thread(work: Work, concern: Concern, top: Concern) -> list[Block]:
    """What was said, the oldest first, and how it ended."""
    both = dict.fromkeys((concern, top))
    written = [entry for part in both for entry in entries.of(work.db, part, SHOWN)]
    blocks: list[Block] = []
    for entry in sorted((e for e in written if not e.deleted_at), key=lambda e: e.at)[-MOST:]:
        blocks += [line(f"{who_id(work, entry.person_id)}, ", when(work, entry.at), ":")]
        blocks += [Quote(entry.text)]
    if top.note:
        blocks += [line("What was done:" if top.state != "not_doing" else "Why not:")]
        blocks += [Quote(top.note)]
    return blocks or [line("Nobody has answered yet.")]


def _buttons(work: Work, code: str, top: Concern) -> Buttons | Line:
    if _closed(work, top):
        return line(CLOSED)
    acts = [("Write back", "write")]
    if top.state == "fixed":
        acts = [("It works", "confirm"), ("Not yet", "reopen"), *acts]
    elif top.state in card.ENDED:
        acts.append(("It is back", "reopen"))
    elif top.state == "new":
        acts.append(("Withdraw", "withdraw"))
    return Buttons(tuple(Button(label, Action(f"receipt.{name}", (code,))) for label, name in acts))


def _closed(work: Work, concern: Concern) -> bool:
    return sealed_reporters.flags(work.db, concern) >= confidential.MOST_FLAGS


def _open(work: Work, typed: str) -> tuple[str, Concern, Work]:
    """The concern of a code, and the work as its reporter does it."""
    code, concern = _concern_of(work, typed)
    if concern is None:
        raise Refused(WAITING)
    top = _top(work, concern)
    if _closed(work, top):
        raise Refused(CLOSED)
    return code, top, modes.mask(work, top.unit)


def _say_form(work: Work, typed: str) -> Form:
    code, concern, _ = _open(work, typed)
    text = TextField("text", "Your words", multiline=True, hint=forms.NO_PATIENTS)
    return Form(f"Add to {concern.name}", Action("receipt.say", (code, forms.token())), (text,))


@feature.press("receipt.write", right="raise", opens=True)
def ask_words(event: Press, work: Work) -> Reply:
    return _say_form(work, _code(event))


@feature.submit("receipt.say", right="raise", form=lambda args, work: _say_form(work, args[0]))
def say(event: Submit, work: Work) -> Reply:
    _, concern, masked = _open(work, _code(event))
    text = event.values.get("text", "").strip()
    if not text:
        raise Refused("There was nothing in it, so nothing was sent.")
    last = entries.of(work.db, concern, SHOWN)[-1:]
    if last and (last[0].person_id, last[0].text) == (UNNAMED, text):
        return None
    record(masked, concern, Written("answer", text, work.now))
    return card.told(f"Passed on to {concern.name}", line(NO_NAME))


@feature.press("receipt.confirm", right="raise")
def confirm(event: Press, work: Work) -> Reply:
    _, concern, masked = _open(work, _code(event))
    closing.confirmed(masked, concern)
    return card.told(f"{concern.name} is closed", line("Thank you for checking."))


@feature.press("receipt.withdraw", right="raise")
def withdraw(event: Press, work: Work) -> Reply:
    _, concern, masked = _open(work, _code(event))
    return closing.withdrawn(masked, concern)


def _reopen_form(work: Work, typed: str) -> Form:
    code, concern, _ = _open(work, typed)
    why = TextField("reason", "What still happens?", multiline=True, hint=forms.NO_PATIENTS)
    action = Action("receipt.again", (code, forms.token()))
    return Form(f"{concern.name} is not fixed", action, (why,), "Reopen")


@feature.press("receipt.reopen", right="raise", opens=True)
def ask_reopen(event: Press, work: Work) -> Reply:
    return _reopen_form(work, _code(event))


@feature.submit("receipt.again", right="raise", form=lambda args, work: _reopen_form(work, args[0]))
def reopen(event: Submit, work: Work) -> Reply:
    _, concern, masked = _open(work, _code(event))
    return closing.reopened(masked, concern, event.values.get("reason", "").strip())
