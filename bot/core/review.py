"""Shows people the cleaned version of what they wrote before anything is done with it (R9).

In a form they have three choices: to send the cleaned version, to change what they wrote, or to
say why it is no patient data, where all that was found may be overruled. A sentence comes back as
a form with the same choices where its route has a `second_look`; otherwise people copy the cleaned
version or say it another way.

Nothing is stored meanwhile: all that was sent is in the form that comes back, people's own words in
its fields alone.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.audit import note
from bot.core.guarding import QUOTED
from bot.core.route import Route
from bot.core.work import Work
from bot.words.cards import Block, Form, Message, Quote, Reply, alert, line, with_errors
from bot.words.events import Command, Submit
from bot.words.fields import ChoiceField, Option, TextField
from bot.words.refusal import Refused

HOW, REASON = "guard_how", "guard_reason"
WAYS = (
    Option("clean", "Send the cleaned version"),
    Option("mine", "It is not patient data: send it as I wrote it"),
)
TAKEN_OUT = "We took out {kinds}. If it still says what you mean, send it again."
LOOK = "What looks like patient data was taken out. Please read what is left."
WHY = "Say in a few words why it is not patient data, or send the cleaned version."


def after_second_look(route: Route, event: object, work: Work) -> object:
    """The event as its handler may see it, once its writer has looked at what was found: cleaned,
    or as it was written, with the choice itself taken out."""
    if not isinstance(event, Submit) or route.reviews or HOW not in event.values:
        return event
    values = {name: text for name, text in event.values.items() if name not in (HOW, REASON)}
    if not _found(work):
        return replace(event, values=values)
    if not _may_keep(route, work):
        return event
    reason = event.values.get(REASON, "").strip()
    if event.values[HOW] == "mine" and reason:
        if not route.keeps:
            # That they were let through is audited; what they say and why is not.
            types = sorted({one.type for c in work.checked.values() for one in c.found})
            note(work, "guard.overruled", event.action.name, ", ".join(types))
        work.kept = f"Kept as written ({_kinds(work)}): {reason}"
        raw = dict(work.raw)
        work.checked, work.raw = {}, {}
        return replace(event, values=values | raw)
    if event.values[HOW] == "clean":
        work.checked, work.raw = {}, {}
        return replace(event, values=values)
    return event


def _may_keep(route: Route, work: Work) -> bool:
    """Whether all that was found may be overruled. A reason may not hold any of it itself."""
    if route.nameless and not route.keeps:
        return False
    return all(name in work.raw and name != REASON for name in _found(work))


def _found(work: Work) -> list[str]:
    return [name for name, checked in work.checked.items() if not checked.clean]


def _kinds(work: Work) -> str:
    return ", ".join(dict.fromkeys(work.checked[name].kinds for name in _found(work)))


def review(route: Route, event: object, work: Work) -> Reply:
    """What its writer looks at before anything is done; None when nothing was found."""
    if route.reviews or not _found(work):
        return None
    if isinstance(event, Submit):
        return _form_again(route, event, work)
    if isinstance(event, Command):
        return _sentence_again(route, event, work)
    return None


def _form_again(route: Route, event: Submit, work: Work) -> Reply:
    """The form as it was filled in, with the cleaned texts in it; with what was written, and the
    choice, where that may be kept."""
    may_keep = _may_keep(route, work)
    raw = {name: work.raw[name] for name in _found(work)} if may_keep else {}
    values = {**event.values, **raw}
    if route.second_look is not None:
        form = route.second_look(replace(event, values=values), work)
    elif route.form is not None:
        form = route.form(event.action.args, work)
    else:
        raise Refused("That looks like it has patient data in it, so nothing was sent.")
    if not isinstance(form, Form):
        return form
    errors = {name: TAKEN_OUT.format(kinds=work.checked[name].kinds) for name in _found(work)}
    if may_keep and values.get(HOW) == "mine" and not values.get(REASON, "").strip():
        errors[REASON] = WHY
    return _with_findings(form, work, values, errors, may_keep=may_keep)


def _sentence_again(route: Route, event: Command, work: Work) -> Reply:
    """The sentence in the fields of a form; or cleaned, to be copied."""
    if route.second_look is None:
        return _to_copy(event, work)
    may_keep = _may_keep(route, work)
    shown = event
    if may_keep:
        raw = work.raw.get(QUOTED, "")
        shown = replace(event, rest=work.raw.get("text", event.rest))
        shown = replace(shown, quoted=(raw,)) if raw else shown
    form = route.second_look(shown, work)
    if not isinstance(form, Form):
        return form
    # It was read into fields of the form's own, so what was found is said of all of it.
    errors = {"text": TAKEN_OUT.format(kinds=_kinds(work))}
    return _with_findings(form, work, {}, errors, may_keep=may_keep)


def _with_findings(
    form: Form, work: Work, values: Mapping[str, str], errors: dict[str, str], *, may_keep: bool
) -> Form:
    """The form with what was found beside its fields, or above them where it has no such field."""
    if may_keep:
        form = _with_choice(form, work)
    fields = {field.id for field in form.fields}
    errors = {field.id: field.error for field in form.fields if field.error} | errors
    above: tuple[Block, ...] = tuple(
        alert("warning", error) for name, error in errors.items() if name not in fields
    )
    if errors and not above and not may_keep:
        above = (alert("warning", LOOK),)
    return with_errors(replace(form, intro=(*form.intro, *above)), dict(values), errors)


def _with_choice(form: Form, work: Work) -> Form:
    """The form with the cleaned texts to read; its fields will hold what was written."""
    cleaned = " / ".join(work.checked[name].text for name in _found(work))
    shown = (alert("warning", "Without what looks like patient data, it reads:"), Quote(cleaned))
    choice = (
        ChoiceField(HOW, "Which version?", WAYS, "clean"),
        TextField(REASON, "If it is not patient data: why?", required=False, limit=200),
    )
    return replace(form, fields=(*form.fields, *choice), intro=(*form.intro, *shown))


def _to_copy(event: Command, work: Work) -> Message:
    return Message(
        "Nothing was sent yet",
        (
            alert("warning", f"It has {_kinds(work)} in it. Without that, it reads:"),
            Quote(f"{event.verb} {event.rest}"),
            line("Copy that and send it, or say it another way."),
        ),
        tone="warning",
    )
