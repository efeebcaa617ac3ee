"""Windows and cards of the second look that the version before has opened: concerns that wait in a
draft, known by its number, and concerns without a name.

Nothing opens these any more. This file goes in the release after the one that brings it. The drafts
table stays: polls that wait for *Open* lie in it.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.review import HOW, REASON, after_second_look, review
from bot.core.router import Feature
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import modes, raising, unnamed
from bot.features.concerns.raising import SEEN
from bot.words.cards import Message, Reply, line
from bot.words.events import Action, Press, Submit
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import drafts
from storage.nouns.drafts import Draft

feature = Feature("old windows", urgent=True, nameless=True)
ASKED = ("kind", "care", "reach", "harm", "unit", "system")


@feature.submit("concern.send", right="raise", reviews=True)
def send(event: Submit, work: Work) -> Reply:
    draft = _draft(event.action, work)
    drafts.drop(work.db, draft)
    place = (draft.platform, draft.workspace, draft.channel, "dm" if draft.dm else "")
    # Only a form had asked for answers; those of a sentence were guessed, and are guessed again.
    answers = {name: draft.answers.get(name, "") for name in ASKED}
    args = ("", draft.started_at.isoformat(), *place)
    return _raise(event, work, args, answers if "by_form" in draft.answers else {})


@feature.press("concern.discard", right="raise")
def discard(event: Press, work: Work) -> Reply:
    drafts.drop(work.db, _draft(event.action, work))
    return Message("Thrown away", (line("Nothing was sent, and nothing of it is kept."),))


def _draft(action: Action, work: Work) -> Draft:
    number = action.args[0] if action.args else ""
    draft = drafts.get(work.db, int(number)) if is_number(number) else None
    if draft is None or draft.person_id != work.me.id:
        raise Refused(
            f"That one was sent or thrown away already. Type {say('concerns')} to see yours."
        )
    return draft


def _anonymous(event: Submit) -> bool:
    return event.action.args[:1] == (modes.ANONYMOUS,)


@feature.submit("unnamed.send", right="raise", reviews=True, unlinkable=_anonymous)
def send_unnamed(event: Submit, work: Work) -> Reply:
    """Its action carries the mode, the answers, and the word by which it is known."""
    mode, answers = event.action.args[0], event.action.args[1 : len(ASKED) + 1]
    unnamed.allowed(work, mode)
    given = {"mode": mode, **dict(zip(ASKED, answers, strict=False))}
    return _raise(event, work, (event.action.args[-1], SEEN), given)


def _raise(event: Submit, work: Work, args: tuple[str, ...], answers: Mapping[str, str]) -> Reply:
    """The same as if the form of today had been sent."""
    values = {**answers, "text": event.values.get("text", "")}
    values[REASON] = event.values.get("reason", "")
    if how := event.values.get("how"):
        values[HOW] = how
    if "reason" in work.checked:
        work.checked[REASON] = work.checked.pop("reason")
    work.raw.pop("reason", None)
    route = raising.feature.routes[Submit, "concern.raise"]
    sent = replace(event, action=Action("concern.raise", args), values=values)
    settled = after_second_look(route, sent, work)
    assert isinstance(settled, Submit)
    return review(route, settled, work) or raising.send(settled, work)
