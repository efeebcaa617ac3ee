"""The first thing that somebody reads who writes that a person is in danger (R16).

Those who raise a concern get its own screen (`bot.features.concerns.in_danger`). Wherever else such
words are written, in an option, an answer, a thank-you or an edit, nothing is raised that nobody
asked for; the telephone number stands before whatever is answered.
"""

from collections.abc import Iterable
from dataclasses import replace

import structlog

from bot.core.guarding import own_words
from bot.rules.danger import danger
from bot.rules.emergency import call, crisis_plan
from bot.rules.hospital import Hospital
from bot.rules.priority import IN_DANGER, UNCHECKED
from bot.words.cards import Alert, Block, Bold, Form, Link, Message, Reply, alert, line
from bot.words.events import Event
from bot.words.spelling import say

log = structlog.get_logger()
ALONE = "Writing here does not make that call for you."
ELSEWHERE = f"Nothing was raised by these words alone. To call IT as well: {say('concern …')}"


def says(text: str) -> str:
    """What a text says of danger: IN_DANGER, "" for nothing, or UNCHECKED where the look failed."""
    try:
        return IN_DANGER if danger(text) else ""
    except Exception:
        log.exception("a text could not be checked for danger")
        return UNCHECKED


def plan(hospital: Hospital, unit: str) -> tuple[Block, ...]:
    """The unit's crisis plan, where the settings name one."""
    words = crisis_plan(hospital, unit)
    if not words:
        return ()
    if words.startswith(("https://", "http://")):
        return (line(Bold("Crisis plan: "), Link("open it", words)),)
    return (line(Bold("Crisis plan: "), words),)


def not_called() -> Alert:
    """Below the title that says whom to call, and the plan."""
    return alert("danger", ALONE)


def first(hospital: Hospital, unit: str, event: Event, reply: Reply) -> Reply:
    """The reply to an event of somebody of that unit, behind the emergency number where the event's
    words tell of danger; one that begins with it stays."""
    if isinstance(reply, Message) and reply.title == call(hospital):
        return reply
    if not any(says(text) == IN_DANGER for text in own_words(event)):
        return reply
    return _before(hospital, unit, reply)


def _before(hospital: Hospital, unit: str, reply: Reply) -> Reply:
    title, ways = call(hospital), plan(hospital, unit)
    if isinstance(reply, Form):
        call_now = alert("danger", Bold(title), f". {ALONE}")
        return replace(reply, intro=(call_now, *ways, *reply.intro))
    if reply is None:
        return Message(title, (*ways, not_called(), line(ELSEWHERE)), tone="urgent")
    answered: Iterable[Block] = (line(Bold(reply.title)), *reply.blocks)
    return replace(reply, title=title, blocks=(*ways, not_called(), *answered), tone="urgent")
