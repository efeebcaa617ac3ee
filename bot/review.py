"""Shows people the cleaned version of what they wrote before anything is done with it (R9)."""

from bot.cards import Message, Quote, Reply, line, with_errors
from bot.events import Command, Submit
from bot.refusal import Refused
from bot.route import Route
from bot.work import Work


def review(found: Route, event: object, work: Work) -> Reply:
    """The form again with cleaned text, or the cleaned sentence; None when nothing was found."""
    if found.reviews or all(checked.clean for checked in work.checked.values()):
        return None
    match event:
        case Submit():
            return _form_again(found, event, work)
        case Command():
            return _sentence_again(event, work)
        case _:
            return None


def _form_again(found: Route, event: Submit, work: Work) -> Reply:
    if found.form is None:
        raise Refused("That looks like it has patient data in it, so nothing was sent.")
    errors = {
        name: f"We took out {checked.kinds}. If it still says what you mean, send it again."
        for name, checked in work.checked.items()
        if not checked.clean
    }
    return with_errors(found.form(event.action.args, work), dict(event.values), errors)


def _sentence_again(event: Command, work: Work) -> Reply:
    kinds = " and ".join(c.kinds for c in work.checked.values() if not c.clean)
    return Message(
        "Nothing was sent yet",
        (
            line(f"We took out {kinds}: patient data stays out of chat. Cleaned, it reads:"),
            Quote(f"{event.verb} {event.rest}"),
            line("Copy that and send it, or say it another way."),
        ),
        tone="warning",
    )
