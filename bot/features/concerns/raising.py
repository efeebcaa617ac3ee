"""Raising a concern: a sentence, a form, or somebody's message; and the guard's second look."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.rights import require
from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import modes, unnamed
from bot.features.concerns.creation import Raised, open_concern
from bot.features.concerns.first_questions import receipt
from bot.features.concerns.forms import raise_form, review_form
from bot.features.concerns.unnamed import EMPTY, WHY
from bot.privacy import Checked, emergency, order
from bot.rules.priority import from_sentence
from bot.words.cards import Message, Reply, line, with_errors
from bot.words.events import Action, Channel, Command, Press, Shortcut, Submit
from bot.words.refusal import Refused
from storage.nouns import drafts
from storage.nouns.drafts import Draft

feature = Feature(
    "raise",
    (
        Help("concern printer dead on 5 West", "tell IT what is wrong, in one sentence"),
        Help("concern", "the same, with a form", more=True),
    ),
    urgent=True,
    nameless=True,
)
FEW_WORDS = 3
BY_FORM = "by_form"


def _opens_form(event: Command) -> bool:
    """Whether it opens the form, in which any mode may be chosen."""
    return not event.rest.strip()


def _anonymous(event: Submit) -> bool:
    return event.values.get("mode") == modes.ANONYMOUS


@feature.command(
    "concern", "raise", right="raise", reviews=True, urgent=True, unlinkable=_opens_form
)
def say(event: Command, work: Work) -> Reply:
    """One sentence is enough; the taps that follow refine it."""
    text = event.rest.strip()
    if not text:
        return raise_form(work, {})
    guessed = from_sentence(text)
    answers = {"kind": guessed.kind, "care": guessed.care}
    answers |= {"reach": guessed.reach, "harm": guessed.harm}
    return _first(work, Raised(text, answers, event.channel, work.moment(event.at), event.ref))


@feature.otherwise()
def offer(event: Command, work: Work) -> Reply:
    """A sentence that begins with no verb of ours may be a concern: it is offered as one."""
    words = f"{event.verb} {event.rest}".strip()
    if len(words.split()) < FEW_WORDS:
        raise Refused(f"I don't know “{words[:40]}”. Type help to see what I can do.")
    require(work.me, "raise")
    return replace(raise_form(work, {"text": words}), title="Raise this as a concern?")


@feature.press("concern.new", right="raise", opens=True, unlinkable=always)
def ask(event: Press, work: Work) -> Reply:
    return raise_form(work, {})


@feature.shortcut("concern.raise", right="raise", unlinkable=always)
def from_message(event: Shortcut, work: Work) -> Reply:
    """A form with the message's text in it, cleaned already."""
    return raise_form(work, {"text": event.text})


@feature.submit("concern.raise", right="raise", reviews=True, unlinkable=_anonymous)
def send(event: Submit, work: Work) -> Reply:
    values = {**event.values, BY_FORM: "yes"}
    text = values.pop("text", "").strip()
    named = (values.pop("mode", "") or modes.NAMED) == modes.NAMED
    if not text:
        form = raise_form(work, {})
        again = replace(form, action=event.action) if named else form
        return with_errors(again, dict(event.values), {"text": EMPTY})
    if not named:
        return _no_orders() if order(text) else unnamed.first(event, work, text)
    return _first(work, Raised(text, values, event.channel, work.moment(event.at)))


@feature.submit("concern.send", right="raise", reviews=True)
def send_reviewed(event: Submit, work: Work) -> Reply:
    """The writer has looked at the cleaned text, and changed it or not."""
    draft = _draft(event.action, work)
    text, checked = event.values.get("text", "").strip(), work.checked.get("text", Checked(""))
    if not text:
        return with_errors(review_form(work, draft, checked), dict(event.values), {"text": EMPTY})
    how = event.values.get("how")
    if how == "mine" and "text" in work.raw:
        return _kept(event.values, work, draft, checked)
    if how == "clean" or checked.clean:
        return _opened(work, draft, text)
    draft.text = text
    return review_form(work, draft, checked)


def _kept(values: Mapping[str, str], work: Work, draft: Draft, checked: Checked) -> Reply:
    """Soft findings may be overruled with a reason, which is written down without the text."""
    reason = values.get("reason", "").strip()
    if not reason:
        return with_errors(review_form(work, draft, checked), dict(values), {"reason": WHY})
    kept = f"Kept as written ({checked.kinds}): {reason}"
    return _opened(work, draft, work.raw["text"].strip(), kept)


@feature.press("concern.discard", right="raise")
def discard(event: Press, work: Work) -> Reply:
    drafts.drop(work.db, _draft(event.action, work))
    return Message("Thrown away", (line("Nothing was sent, and nothing of it is kept."),))


def _first(work: Work, raised: Raised) -> Reply:
    """The clock of R5 starts here, even if the text has to be looked at first."""
    if order(raised.text):
        return _no_orders()
    checked = work.checked.get("text", Checked(raised.text))
    if not checked.clean:
        return review_form(work, _held(work, raised), checked)
    return _done(work, raised)


def _held(work: Work, raised: Raised) -> Draft:
    channel, answers = raised.channel, dict(raised.answers)
    place = (channel.platform, channel.workspace, channel.id, channel.dm)
    me = work.me.id
    return drafts.add(work.db, me, raised.text, answers, place=place, at=raised.at)


def _opened(work: Work, draft: Draft, text: str, kept: str = "") -> Reply:
    channel = Channel(draft.platform, draft.workspace, draft.channel, draft.dm)
    raised = Raised(text, draft.answers, channel, draft.started_at, kept=kept)
    drafts.drop(work.db, draft)
    return _done(work, raised)


def _done(work: Work, raised: Raised) -> Reply:
    """The receipt; the taps come with it unless a form has asked the same already."""
    concern = open_concern(work, raised)
    asked = BY_FORM in raised.answers
    return receipt(work, concern, danger=emergency(raised.text), asked=asked)


def _draft(action: Action, work: Work) -> Draft:
    number = action.args[0] if action.args else ""
    draft = drafts.get(work.db, int(number)) if is_number(number) else None
    if draft is None or draft.person_id != work.me.id:
        raise Refused("That one was sent or thrown away already. Type concerns to see yours.")
    return draft


def _no_orders() -> Message:
    return Message(
        "That reads like an order, so it was not sent",
        (
            line("Orders belong in the order system, where they are checked and can be seen."),
            line("If the order system is what is broken, say so: concern order entry won't open."),
        ),
        tone="warning",
    )
