"""A sentence that nobody asked for by name: one tap from being a concern (R38).

It is shown to its writer alone, cleaned, and until they press it lies in a draft that is forgotten
after a day. Nothing of it is in a button.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core.it_only import it_only
from bot.core.rights import may
from bot.core.router import Feature
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import forms, raising
from bot.features.concerns.answers import Written, record
from bot.features.nouns import CONCERN
from bot.features.quoting import source_of
from bot.features.speech import short
from bot.features.wins import plain_thanks
from bot.features.wins.forms import win_form
from bot.privacy import order
from bot.words.cards import (
    Block,
    Button,
    Buttons,
    Form,
    Message,
    Note,
    Quote,
    Reply,
    alert,
    line,
    with_errors,
)
from bot.words.events import Action, Channel, Command, Due, Press, Submit
from bot.words.fields import ChoiceField, Option, TextField
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import concern_lists, drafts
from storage.nouns.drafts import Draft

feature = Feature("offers", urgent=True)
TITLE = "Send to IT?"
GONE = f"That one was sent or changed already. Type {say('concerns')} to see yours."
FORGOTTEN = timedelta(days=1)
BEGINS_LIKE_A_NOTE = (
    "It begins like a note. Sent, it is a concern: your unit and IT both read it on its card."
)
NOT_OFFERED = "It begins like a note for IT only, so the ward was shown nothing of it."
WHICH = "Choose the concern it belongs to, or give its number."
FEW = 8


def offer(work: Work, event: Command, words: str, *more: Block, meant: str = "") -> Message:
    """`words` are cleaned. `more` stands above the buttons; `meant` are the words of a concern
    where its verb was typed with a slip."""
    text = meant or words
    if order(text):
        return raising.NO_ORDERS
    draft = keep(work, event, text)
    args = (str(draft.id),)
    send = Button("Send to IT", Action("offer.send", args), "primary")
    change = Button("Change", Action("offer.change", args))
    title, buttons = TITLE, [send, change]
    if plain_thanks.read(text) is not None:
        title = "Say this as a win?"
        thank = Button("Say thanks", Action("offer.thanks", args), "primary")
        buttons = [thank, replace(send, style="plain"), change]
    notes: list[Block] = [Note((forms.NO_PATIENTS,))]
    checked = work.checked.get("text")
    if checked is not None and not checked.clean:
        taken = f"I took out {checked.kinds}. If it still says what you mean, send it."
        notes = [alert("warning", taken)]
    if it_only(text).answer != "no":
        notes.append(line(BEGINS_LIKE_A_NOTE))
    return Message(title, (Quote(text), *notes, *more, Buttons(tuple(buttons))))


def keep(work: Work, event: Command, text: str) -> Draft:
    """A draft of their own words, which a button can be about."""
    at = event.channel
    place = (at.platform, at.workspace, at.id, at.dm)
    message = {"ref": event.ref} if event.ref else {}
    draft = drafts.add(work.db, work.me.id, text, message, place=place, at=work.moment(event.at))
    work.later(f"offer:{draft.id}", work.now + FORGOTTEN, "offer.forget", str(draft.id))
    return draft


def take(work: Work, action: Action) -> Draft:
    """The draft that a button is for, which is used by that; `Refused` for anybody but its writer,
    and once it is used."""
    number = action.args[0] if action.args else ""
    draft = drafts.get(work.db, int(number)) if is_number(number) else None
    if draft is None or draft.person_id != work.me.id:
        raise Refused(GONE)
    work.forget(f"offer:{draft.id}")
    drafts.drop(work.db, draft)
    return draft


@feature.press("offer.send", right="raise")
def send(event: Press, work: Work) -> Reply:
    """The clock of R5 starts when the sentence was typed."""
    draft = take(work, event.action)
    place, source = _place(draft), source_of(_place(draft), _ref(draft))
    return raising.sentence(work, draft.text, draft.started_at, place, source=source)


@feature.press("offer.change", right="raise", opens=True)
def change(event: Press, work: Work) -> Reply:
    draft = take(work, event.action)
    form = forms.raise_form(work, {"text": draft.text})
    return raising.filled_from(_place(draft), _ref(draft), form)


def _place(draft: Draft) -> Channel:
    return Channel(draft.platform, draft.workspace, draft.channel, dm=draft.dm)


def _ref(draft: Draft) -> str:
    """The message that it was typed in, whose edits follow (R36)."""
    return draft.answers.get("ref", "")


@feature.press("offer.thanks", right="raise", opens=True)
def thank(event: Press, work: Work) -> Reply:
    text = take(work, event.action).text
    return win_form(plain_thanks.read(text) or {"text": text})


@feature.due("offer.forget", deletes=True)
def forget(event: Due, work: Work) -> Reply:
    draft = drafts.get(work.db, int(event.args[0]))
    if draft is not None:
        drafts.drop(work.db, draft)
    return None


def for_it(work: Work, words: str) -> Form | None:
    """Where IT's words begin like a note, and tell no number: which concern it is on."""
    reading = it_only(words)
    if reading.answer == "no" or not may(work.me, "work"):
        return None
    return _note_form(work, reading.text)


def _note_form(work: Work, text: str = "") -> Form:
    theirs = concern_lists.page(work.db, concern_lists.assigned(work.me.id), limit=FEW)
    known = tuple(Option(str(c.number), f"{c.name}: {short(c.text, 60)}") for c in theirs.concerns)
    fields = [
        TextField("text", "The note", text, multiline=True, hint="This never crosses to the ward.")
    ]
    number = TextField("number", "The concern's number", required=not known, limit=12)
    likely = [ChoiceField("likely", "Which of yours?", known, required=False)] if known else []
    how = f"To tell the ward and IT something new instead, begin with {say('concern')}."
    return Form(
        "Which concern is this note on?",
        Action("offer.note"),
        (*fields, *likely, number),
        "Keep with IT",
        (line(NOT_OFFERED), line(how)),
    )


def _note_again(_args: tuple[str, ...], work: Work) -> Form:
    return _note_form(work)


@feature.submit("offer.note", right="work", form=_note_again)
def note(event: Submit, work: Work) -> Reply:
    text = event.values.get("text", "").strip()
    typed = event.values.get("number", "").strip() or event.values.get("likely", "").strip()
    number = typed.upper().removeprefix("C").lstrip("-")
    if not text or not is_number(number):
        wrong = {} if is_number(number) else {"number": WHICH}
        wrong |= {} if text else {"text": "There was nothing in it, so nothing was kept."}
        return with_errors(_note_form(work), dict(event.values), wrong)
    concern = CONCERN.find(work, number)
    record(work, concern, Written("note", text, work.moment(event.at)))
    kept = line("It stands in IT's threads alone.")
    return Message(f"Passed on to {concern.name}", (kept,))
