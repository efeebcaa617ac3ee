"""The long form for P1 and P2: situation, background, assessment, need. Never required."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns import forms, lookup
from bot.features.concerns.answers import Written, record
from bot.words.cards import Reply
from bot.words.events import Press, Submit
from bot.words.refusal import Refused

feature = Feature("details", urgent=True, nameless=True)
LABELS = {
    "situation": "Situation",
    "background": "Background",
    "assessment": "What it does to care",
    "need": "What I need",
}


@feature.press("concern.sbar", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return forms.sbar_form(lookup.concern(work, event.action.args[0]))


@feature.submit(
    "concern.sbar",
    right="raise",
    form=lambda args, work: forms.sbar_form(lookup.concern(work, args[0])),
)
def send(event: Submit, work: Work) -> Reply:
    """The parts that were filled in join the conversation as one message."""
    concern = lookup.concern(work, event.action.args[0])
    given = ((label, event.values.get(key, "").strip()) for key, label in LABELS.items())
    text = "\n".join(f"{label}: {words}" for label, words in given if words)
    if not text:
        raise Refused("There was nothing in it, so nothing was sent.")
    record(lookup.own(work, concern), concern, Written("answer", text, work.moment(event.at)))
    return None
