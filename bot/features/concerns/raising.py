"""Raising a concern: a sentence, a form, or somebody's message.

When the guard finds something in it, it comes back once more (R9) and nothing is stored meanwhile:
the words and answers are in the form's fields. With a name, the form's action also carries when and
where it was first sent, because the clock of R5 starts there; without one it carries neither. A
form that was filled in from a message carries which one, so that its edits can follow (R36); that
is remembered only with a name.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core import cleanup
from bot.core.emergencies import says
from bot.core.guarding import QUOTED
from bot.core.route import always
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns import modes, unnamed
from bot.features.concerns.creation import Raised, open_concern
from bot.features.concerns.first_questions import receipt
from bot.features.concerns.forms import CHECK, check_form, raise_form, token
from bot.features.quoting import source_of, with_quoted
from bot.privacy import order
from bot.rules.priority import IN_DANGER, from_sentence
from bot.words import spelling
from bot.words.cards import Form, Message, Quote, Reply, line, with_errors
from bot.words.events import Action, Channel, Command, Press, Shortcut, Submit
from storage.nouns.entries import NO_MESSAGE, Source

feature = Feature(
    "raise",
    (
        Help("concern printer dead on 5 West", "tell IT what is wrong, in one sentence"),
        Help("concern", "the same, with a form", more=True),
    ),
    urgent=True,
    nameless=True,
)
NOTHING: Mapping[str, str] = {}
MESSAGE_AT = 6  # behind which arguments of a form stand those of its message
SEEN = "seen"  # what is raised without a name has been looked at by its writer
DAY = timedelta(days=1)
EMPTY = "Write what is wrong in a sentence, such as: label printer on 5 West prints blank."
BROKEN = "concern order entry won't open"
NO_ORDERS = Message(
    "That reads like an order, so it was not sent",
    (
        line("Orders belong in the order system, where they are checked and can be seen."),
        line(f"If the order system is what is broken, say so: {spelling.say(BROKEN)}"),
    ),
    tone="warning",
)


def _mode(event: Submit) -> str:
    return event.values.get("mode", "") or modes.NAMED


def _anonymous(event: Submit) -> bool:
    return _mode(event) == modes.ANONYMOUS


def _opens_form(event: Command) -> bool:
    """Whether it opens the form, in which any mode may be chosen."""
    return not event.rest.strip()


def _sentence_again(event: Command, work: Work) -> Reply:
    if says(event.rest) == IN_DANGER:
        return _at_once(event, work)
    if order(event.rest):
        return NO_ORDERS
    work.carried = True
    args = ("", *_origin(event, work), *_message(event.channel, event.ref))
    return check_form(work, Action("concern.raise", args), with_quoted(event.rest, event.quoted))


@feature.command(
    *("concern", "raise"),
    right="raise",
    urgent=True,
    unlinkable=_opens_form,
    second_look=_sentence_again,
    keeps=True,
)
def say(event: Command, work: Work) -> Reply:
    """One sentence is enough; the taps that follow refine it."""
    work.carried = True
    text = with_quoted(event.rest, event.quoted)
    if not event.rest.strip():
        return filled_from(event.channel, event.ref, raise_form(work, {"text": text}))
    if order(text) and says(text) != IN_DANGER:
        return NO_ORDERS
    at, source = work.moment(event.at), source_of(event.channel, event.ref)
    return sentence(work, text, at, event.channel, source=source)


def _at_once(event: Command, work: Work) -> Message:
    """Where somebody is in danger nobody looks at a form: what the guard has cleaned goes to IT."""
    forwarded = (work.checked[QUOTED].text,) if QUOTED in work.checked else ()
    text = with_quoted(work.checked["text"].text, forwarded)
    at, source = work.moment(event.at), source_of(event.channel, event.ref)
    work.carried = True
    sent = sentence(work, text, at, event.channel, source=source)
    return replace(
        sent, blocks=(*sent.blocks, line("I kept and passed on only this:"), Quote(text))
    )


@feature.press("concern.new", right="raise", opens=True, unlinkable=always)
def ask(event: Press, work: Work) -> Reply:
    return raise_form(work, {})


@feature.shortcut("concern.raise", right="raise", unlinkable=always)
def from_message(event: Shortcut, work: Work) -> Reply:
    """A form with the message's text in it, cleaned already."""
    work.carried = True
    form = raise_form(work, {"text": with_quoted(event.text, event.quoted)})
    return filled_from(event.channel, event.ref, form)


def filled_from(here: Channel, ref: str, form: Form) -> Form:
    """The form, which carries the message that it was filled in from, if it is one. Its clock
    starts when it is sent: until then nobody has raised anything."""
    if not ref:
        return form
    place = ("", here.platform, here.workspace, here.id, "dm" if here.dm else "")
    action = Action(form.action.name, (*form.action.args[:1], *place, *_message(here, ref)))
    return replace(form, action=action)


def _form(event: Submit, work: Work, action: Action) -> Form:
    """The form as it was filled in. A sentence came without answers, and is asked for none."""
    if _mode(event) == modes.NAMED and "kind" not in event.values:
        form = check_form(work, action)
    else:
        form = replace(raise_form(work, event.values), action=action)
    return with_errors(form, dict(event.values), {})


def _form_again(event: Submit, work: Work) -> Reply:
    text = event.values.get("text", "").strip()
    named = _mode(event) == modes.NAMED
    if named and says(text) == IN_DANGER:
        return _form_at_once(event, work)
    if order(text):
        return NO_ORDERS
    if named:
        args = event.action.args[MESSAGE_AT:]
        form = _form(event, work, Action("concern.raise", (token(), *_origin(event, work), *args)))
        return replace(form, title=CHECK)
    unnamed.allowed(work, _mode(event))
    form = _form(event, work, Action("concern.raise", (token(), SEEN)))
    warning = () if _seen(event) else unnamed.warning(text, work.me.name)
    return replace(form, title=CHECK, intro=(*form.intro, *warning))


def _form_at_once(event: Submit, work: Work) -> Reply:
    """The same as `_at_once`, of a form."""
    cleaned = {name: checked.text for name, checked in work.checked.items()}
    work.checked, work.raw = {}, {}
    sent = send(replace(event, values={**event.values, **cleaned}), work)
    if not isinstance(sent, Message):
        return sent
    return _with_kept(sent, cleaned.get("text", ""))


def _with_kept(sent: Message, text: str) -> Message:
    kept = (line("I kept and passed on only this:"), Quote(text))
    return replace(sent, blocks=(*sent.blocks, *kept))


def _seen(event: Submit) -> bool:
    return event.action.args[1:2] == (SEEN,)


@feature.submit(
    "concern.raise", right="raise", unlinkable=_anonymous, second_look=_form_again, keeps=True
)
def send(event: Submit, work: Work) -> Reply:
    values, mode = event.values, _mode(event)
    text = values.get("text", "").strip()
    if not text:
        keeps = mode == modes.NAMED or _seen(event)
        action = event.action if keeps else Action("concern.raise", (token(),))
        return with_errors(_form(event, work, action), dict(values), {"text": EMPTY})
    if order(text) and says(text) != IN_DANGER:
        return NO_ORDERS
    if mode != modes.NAMED:
        unnamed.allowed(work, mode)
        if not _seen(event) and unnamed.warning(text, work.me.name):
            return _form_again(event, work)
        return unnamed.send(event, work, text)
    at, channel = _first_sent(event, work)
    source = _source(event)
    if work.kept and source != NO_MESSAGE:
        cleanup.overruled(work, source[:3], source[3])
    if "kind" not in values:
        return sentence(work, text, at, channel, values, source=source)
    raised = Raised(text, values, channel, at, kept=work.kept, source=source)
    return receipt(work, open_concern(work, raised), asked=True)


def sentence(
    work: Work,
    text: str,
    at: datetime,
    channel: Channel,
    given: Mapping[str, str] = NOTHING,
    *,
    source: Source = NO_MESSAGE,
) -> Message:
    """What was not asked is guessed from the words, and the receipt comes with the taps that refine
    it. `given` is what a form that left the taps out has asked all the same, such as the unit."""
    guess = from_sentence(text)
    guessed = {"kind": guess.kind, "care": guess.care, "reach": guess.reach, "harm": guess.harm}
    answers = {**guessed, **given}
    raised = Raised(text, answers, channel, at, kept=work.kept, source=source)
    return receipt(work, open_concern(work, raised))


def _origin(event: Command | Submit, work: Work) -> tuple[str, ...]:
    """When and where it was first sent, as a form carries it that comes back."""
    at, channel = _first_sent(event, work)
    place = (channel.platform, channel.workspace, channel.id)
    return (at.isoformat(), *place, "dm" if channel.dm else "")


def _first_sent(event: Command | Submit, work: Work) -> tuple[datetime, Channel]:
    """When (UTC) and where it was first sent. What a form brings back is not trusted: it counts
    for a day, and in the workspace it comes from."""
    here = work.moment(event.at), event.channel
    args = () if isinstance(event, Command) else event.action.args[1:]
    if len(args) not in {5, 7} or args[1:3] != (event.channel.platform, event.channel.workspace):
        return here
    try:
        at = datetime.fromisoformat(args[0])
    except ValueError:
        return here
    if at.tzinfo is None:
        return here
    clamped = min(max(at, work.now - DAY), here[0])
    return clamped.astimezone(UTC), Channel(args[1], args[2], args[3], dm=args[4] == "dm")


def _message(here: Channel, ref: str) -> tuple[str, ...]:
    """As a form carries it: some platforms' ids are digits alone, which no form of ours carries."""
    return (f"m:{ref}", here.id) if ref else ()


def _source(event: Submit) -> Source:
    """The message that a form was filled in from. What it brings back is not trusted: it counts
    in the workspace it comes from."""
    args, here = event.action.args, (event.channel.platform, event.channel.workspace)
    if len(args) != MESSAGE_AT + 2 or args[2:4] != here:
        return NO_MESSAGE
    ref, channel = args[MESSAGE_AT:]
    return source_of(Channel(*here, channel), ref.removeprefix("m:"))
