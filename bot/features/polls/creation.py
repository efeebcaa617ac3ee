"""Asking in a poll: one line, a form, or a template."""

from collections.abc import Mapping

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.nouns import POLL
from bot.features.polls import opening, parse_line
from bot.features.polls.card import card
from bot.features.polls.forms import SPECIAL, is_long, make_form
from bot.features.polls.interpretation import Draft, here, understood
from bot.features.polls.opening import New
from bot.privacy import order
from bot.words.cards import Reply, with_errors
from bot.words.events import Channel, Command, Press, Submit
from bot.words.refusal import Refused
from storage.nouns import polls, rooms

feature = Feature(
    "polls",
    (
        Help("poll Ready? | Yes | Partly | No", "ask both sides; poll alone opens a form"),
        Help("poll Which? | A | B --closes thu 19:30", "help polls tells more", more=True),
    ),
)
OURS: Mapping[str, Mapping[str, str]] = {
    "go-live": {
        "question": "Is your area ready for the go-live?",
        "kind": "readiness",
        "options": "Yes\nPartly\nNo",
        "more": "remind",
    },
    "pulse": {"question": "How do you find the new system?", "kind": "pulse", "more": "anonymous"},
    "usability": {
        "question": "How usable is this system?",
        "kind": "sus",
        "more": "anonymous",
        "closes": "in 1 week",
    },
    "time": {"question": "Which times could you make?", "kind": "approval", "more": "adding"},
}
DROPPED = frozenset(("save", "rooms", "template"))
NO_ORDERS = "That reads like an order. Orders belong in the order system; nothing was asked."


def _sentence_again(event: Command, work: Work) -> Reply:
    """What was typed, in the fields of the long form, for a second look (R9)."""
    if numbered := POLL.begins(event.rest):
        return card(work, POLL.find(work, numbered[0]))
    values = here(work, event.channel) | parse_line.read(event.rest)
    return make_form(work, values, address(event.channel), long=True)


@feature.command("poll", right="raise", second_look=_sentence_again)
def ask_in_one_line(event: Command, work: Work) -> Reply:
    """Everything in one sentence; alone it opens the form, and with a number it shows that poll."""
    if numbered := POLL.begins(event.rest):
        return card(work, POLL.find(work, numbered[0]))
    if not event.rest.strip():
        return make_form(work, here(work, event.channel), address(event.channel))
    values = parse_line.read(event.rest.strip())
    if name := values.pop("template", ""):
        values = template(work, name) | {key: value for key, value in values.items() if value}
    new = understood(work, values, event.channel)
    if isinstance(new, Draft):
        raise Refused(next(iter(new.errors.values())))
    return _opened(work, new, values)


@feature.press("poll.new", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    known = template(work, event.action.args[0]) if event.action.args else {}
    where, long = address(event.channel), bool(known.keys() - _short(work))
    return make_form(work, here(work, event.channel) | known, where, long=long)


def _form_again(event: Submit, work: Work) -> Reply:
    return make_form(work, {}, event.action.args, long=is_long(event.values))


@feature.submit("poll.make", right="raise", second_look=_form_again)
def make(event: Submit, work: Work) -> Reply:
    """A poll by form; the long one where few questions are not enough."""
    values, where = dict(event.values), event.action.args
    if SPECIAL.value in values.get("more", "") and not is_long(values):
        return make_form(work, values, where, long=True)
    new = understood(work, values, Channel(*where) if len(where) == 3 else event.channel)
    if isinstance(new, Draft):
        long = is_long(values) or bool(new.errors.keys() - _short(work))
        return with_errors(make_form(work, {}, where, long=long), values, new.errors)
    return _opened(work, new, values)


def _short(work: Work) -> set[str]:
    """The fields of the short form."""
    return {field.id for field in make_form(work, {}).fields}


def _opened(work: Work, new: New, values: Mapping[str, str]) -> Reply:
    if order(" ".join((new.asks.question, *new.asks.options))):
        raise Refused(NO_ORDERS)
    poll = opening.begin(work, new, work.me.id)
    if name := values.get("save", "").strip()[:60]:
        kept = {k: v for k, v in values.items() if v and k not in DROPPED}
        polls.keep_template(work.db, name.casefold(), kept, work.me.id)
    known = {r.address: r.name or r.channel for r in rooms.all_of(work.db)}
    names = [known.get((c.platform, c.workspace, c.id), "this chat") for c in new.rooms]
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return opening.told(work, poll, ", ".join(names[:6]) + more)


def address(at: Channel) -> tuple[str, ...]:
    """Where a poll was asked for, unless that is a direct message."""
    return () if at.dm else (at.platform, at.workspace, at.id)


def template(work: Work, name: str) -> dict[str, str]:
    """The form's values of the template of that name; `Refused` when there is none."""
    wanted = name.strip().casefold()
    kept = polls.template(work.db, wanted)
    if kept is not None:
        return {key: str(value) for key, value in kept.asks.items()}
    if wanted in OURS:
        return dict(OURS[wanted])
    names = ", ".join(template_names(work))
    raise Refused(f"There is no template called “{name[:40]}”. There are: {names}.")


def template_names(work: Work) -> list[str]:
    """Those that were kept here, then ours."""
    kept = [template.name for template in polls.templates(work.db)]
    return [*kept, *(name for name in OURS if name not in kept)]
