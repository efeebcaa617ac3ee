"""Asking in a poll: one line, a form, or a template."""

from collections.abc import Mapping
from datetime import timedelta

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import naming
from bot.features.nouns import POLL
from bot.features.polls import opening, parse_line, preview, splitting
from bot.features.polls.card import card
from bot.features.polls.forms import SPECIAL, is_long, make_form
from bot.features.polls.interpretation import Draft, here, understood
from bot.features.polls.opening import New
from bot.privacy import order
from bot.words.cards import Reply, with_errors
from bot.words.events import Action, Channel, Command, Press, Submit
from bot.words.picked import picked_moment
from bot.words.refusal import Refused
from storage.nouns import drafts, polls, rooms

feature = Feature(
    "polls",
    (
        Help("poll Ready? | Yes | Partly | No", "shown to you first; poll alone opens a form"),
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
ROOMS = "Choose where it is shown: a direct message has no room of its own."
ADDRESS = 3  # the words of a channel's address
NO_ORDERS = "That reads like an order. Orders belong in the order system; nothing was asked."


def _read(work: Work, text: str) -> dict[str, str]:
    """What one line says, with the people it mentions as they are found without it."""
    values = parse_line.read(text)
    if who := values.get("who_text", ""):
        values["who_text"] = naming.spelt(work, who)
    return values


def _sentence_again(event: Command, work: Work) -> Reply:
    """What was typed, in the fields of the long form, for a second look (R9)."""
    if numbered := POLL.begins(event.rest):
        return card(work, POLL.find(work, numbered[0]))
    values = here(work, event.channel) | _read(work, event.rest)
    values.pop(parse_line.DOUBT, None)
    return make_form(work, values, address(event.channel), long=True)


@feature.command("poll", right="raise", second_look=_sentence_again)
def ask_in_one_line(event: Command, work: Work) -> Reply:
    """Everything in one sentence; alone it opens the form, and with a number it shows that poll, or
    its results "by unit"."""
    if numbered := POLL.begins(event.rest):
        return splitting.by_words(work, POLL.find(work, numbered[0]), numbered[1])
    if not event.rest.strip():
        return make_form(work, here(work, event.channel), address(event.channel))
    values = _read(work, event.rest.strip())
    doubt = values.pop(parse_line.DOUBT, "")
    if name := values.pop("template", ""):
        values = template(work, name) | {key: value for key, value in values.items() if value}
    new = understood(work, values, event.channel)
    if isinstance(new, Draft):
        raise Refused(next(iter(new.errors.values())))
    _need_question(new)
    return preview.preview(work, values, new, event.channel, doubt)


@feature.press("poll.begin", right="raise", opens=False)
def begin(event: Press, work: Work) -> Reply:
    """*Open*, under the preview; in a direct message with the rooms that were pressed."""
    draft = preview.mine(work, event.action)
    values, at = preview.values(draft), preview.place(draft)
    if rooms_pressed := event.action.args[1:]:
        values["rooms"] = rooms_pressed[0]
    work.kept = values.pop("kept", "")
    new = understood(work, values, at)
    if isinstance(new, Draft):
        raise Refused(f"{next(iter(new.errors.values()))} Press Change, and open it then.")
    if not new.rooms:
        raise Refused(ROOMS)
    drafts.drop(work.db, draft)
    return _opened(work, new, values)


@feature.press("poll.change_draft", right="raise", opens=True)
def change(event: Press, work: Work) -> Reply:
    """The form, filled in as the preview was."""
    draft = preview.mine(work, event.action)
    values, where = preview.values(draft), address(preview.place(draft))
    long = bool(values.keys() - _short(work) - {"kept"})
    return make_form(work, values, (*where, str(draft.id)), long=long)


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
    at = Channel(where[0], where[1], where[2]) if len(where) >= ADDRESS else event.channel
    if SPECIAL.value in values.get("more", "") and not is_long(values):
        return make_form(work, values, where, long=True)
    new = understood(work, values, at)
    errors = new.errors if isinstance(new, Draft) else {} if new.rooms else {"rooms": ROOMS}
    if isinstance(new, Draft) or errors:
        long = is_long(values) or bool(errors.keys() - _short(work))
        return with_errors(make_form(work, {}, where, long=long), values, errors)
    _need_question(new)
    if len(where) % ADDRESS:
        drafts.drop(work.db, preview.mine(work, Action("", where[-1:])))
    if not _whole(new, values):
        return preview.preview(work, values, new, at)
    return _opened(work, new, values)


def _whole(new: New, values: Mapping[str, str]) -> bool:
    """Whether every part was given by the form, and nothing is ours."""
    given = values.get("options", "").strip() or not new.asks.how.least
    return bool(given and values.get("closes", "").strip())


def _short(work: Work) -> set[str]:
    """The fields of the short form."""
    return {field.id for field in make_form(work, {}).fields}


def _need_question(new: New) -> None:
    if order(" ".join((new.asks.question, *new.asks.options))):
        raise Refused(NO_ORDERS)


def _opened(work: Work, new: New, values: Mapping[str, str]) -> Reply:
    poll = opening.begin(work, new, work.me.id)
    if name := values.get("save", "").strip()[:60]:
        kept = {k: v for k, v in values.items() if v and k not in DROPPED}
        if new.closes and picked_moment(kept.get("closes", "")):
            kept["closes"] = _for_how_long(new.closes - new.opens)
        polls.keep_template(work.db, name.casefold(), kept, work.me.id)
    known = {r.address: r.spoken for r in rooms.all_of(work.db)}
    names = [known.get((c.platform, c.workspace, c.id), "this chat") for c in new.rooms]
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return opening.told(work, poll, ", ".join(names[:6]) + more)


def _for_how_long(open_for: timedelta) -> str:
    """When it closes, said so that it fits whenever its template is used."""
    minutes = max(1, round(open_for.total_seconds() / 60))
    return f"in {minutes // 60} hours" if minutes % 60 == 0 else f"in {minutes} minutes"


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
