"""Shows people the cleaned version of what they wrote before anything is done with it (R9).

In a form they have three choices: to send the cleaned version, to change what they wrote, or to
say why it is no patient data, where all that was found may be overruled. In a sentence they copy
the cleaned version or say it another way.
"""

from dataclasses import replace

from bot.core.audit import note
from bot.core.route import Route
from bot.core.work import Work
from bot.words.cards import (
    ChoiceField,
    Form,
    Message,
    Option,
    Quote,
    Reply,
    TextField,
    line,
    with_errors,
)
from bot.words.events import Command, Submit
from bot.words.refusal import Refused

HOW, REASON = "guard_how", "guard_reason"
WAYS = (
    Option("clean", "Send the cleaned version"),
    Option("mine", "It is not patient data: send it as I wrote it"),
)
TAKEN_OUT = "We took out {kinds}. If it still says what you mean, send it again."
WHY = "Say in a few words why it is not patient data, or send the cleaned version."


def decided(found: Route, event: object, work: Work) -> object:
    """The event as its handler may see it, once its writer has looked at what was found: cleaned,
    or as it was written, with the choice itself taken out."""
    if not isinstance(event, Submit) or found.reviews or HOW not in event.values:
        return event
    values = {name: text for name, text in event.values.items() if name not in (HOW, REASON)}
    if not _found(work):
        return replace(event, values=values)
    if not _may_keep(found, work):
        return event
    if event.values[HOW] == "mine" and event.values.get(REASON, "").strip():
        # The raw texts; that they were let through is audited, what they say and why is not.
        kinds = sorted({one.type for c in work.checked.values() for one in c.found})
        note(work, "guard.overruled", event.action.name, ", ".join(kinds))
        raw = dict(work.raw)
        work.checked, work.raw = {}, {}
        return replace(event, values=values | raw)
    if event.values[HOW] == "clean":
        work.checked, work.raw = {}, {}
        return replace(event, values=values)
    return event


def _may_keep(found: Route, work: Work) -> bool:
    """Whether all that was found may be overruled. A reason may not hold any of it itself."""
    names = _found(work)
    return not found.nameless and all(n in work.raw and n != REASON for n in names)


def _found(work: Work) -> list[str]:
    return [name for name, checked in work.checked.items() if not checked.clean]


def review(found: Route, event: object, work: Work) -> Reply:
    """The form again with cleaned text, or the cleaned sentence; None when nothing was found."""
    if found.reviews or not _found(work):
        return None
    match event:
        case Submit():
            if found.form is None:
                raise Refused("That looks like it has patient data in it, so nothing was sent.")
            form, values = found.form(event.action.args, work), dict(event.values)
            errors = {
                name: TAKEN_OUT.format(kinds=work.checked[name].kinds) for name in _found(work)
            }
            if _may_keep(found, work):
                form = _with_choice(form, work)
                values |= {name: work.raw[name] for name in _found(work)}
                if values.get(HOW) == "mine" and not values.get(REASON, "").strip():
                    errors[REASON] = WHY
            return with_errors(form, values, errors)
        case Command():
            return _sentence_again(event, work)
        case _:
            return None


def _with_choice(form: Form, work: Work) -> Form:
    """The form with the cleaned texts to read; its fields will hold what was written."""
    cleaned = " / ".join(work.checked[name].text for name in _found(work))
    shown = (line("Patient data stays out of chat. Cleaned, it reads:"), Quote(cleaned))
    choice = (
        ChoiceField(HOW, "Which version?", WAYS, "clean"),
        TextField(REASON, "If it is not patient data: why?", required=False, limit=200),
    )
    return replace(form, fields=(*form.fields, *choice), intro=(*form.intro, *shown))


def _sentence_again(event: Command, work: Work) -> Reply:
    kinds = " and ".join(work.checked[name].kinds for name in _found(work))
    return Message(
        "Nothing was sent yet",
        (
            line(f"We took out {kinds}: patient data stays out of chat. Cleaned, it reads:"),
            Quote(f"{event.verb} {event.rest}"),
            line("Copy that and send it, or say it another way."),
        ),
        tone="warning",
    )
