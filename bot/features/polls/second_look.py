"""The guard's second look at a poll: its asker sees it cleaned, and may say that what was found is
no patient data where the finding is one that can be overruled (R9)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.work import Work
from bot.words.cards import ChoiceField, Form, Option, TextField, line, with_errors

WHICH = (
    Option("clean", "Ask the cleaned version"),
    Option("mine", "It is not patient data: ask as I wrote it"),
)
WHY = "Say in a few words why it is not patient data, or ask the cleaned version."
OURS = ("how", "reason")


def found(work: Work) -> dict[str, str]:
    """What was taken out, by field."""
    return {name: c.kinds for name, c in work.checked.items() if not c.clean}


def again(work: Work, form: Form, values: Mapping[str, str]) -> Form:
    """The form with the cleaned texts; with what its asker wrote, and the choice, where all that
    was found may be overruled."""
    kinds = found(work)
    errors = {
        name: f"We took out {what}. If it still says what you mean, send it again."
        for name, what in kinds.items()
    }
    filled = dict(values)
    if may_keep(work):
        filled |= {name: work.raw[name] for name in kinds if name in work.raw}
        cleaned = [work.checked[name].text for name in kinds]
        shown = (line(f"Cleaned it reads: {' / '.join(cleaned)}"),)
        reason = TextField("reason", "If it is not patient data: why?", required=False, limit=200)
        form = replace(
            form,
            fields=(*form.fields, *(ChoiceField("how", "Which version?", WHICH, "clean"), reason)),
            intro=(*form.intro, *shown),
        )
        if values.get("how") == "mine" and not values.get("reason", "").strip():
            errors["reason"] = WHY
    return with_errors(form, filled, errors)


def may_keep(work: Work) -> bool:
    """Whether all that was found may be overruled; a reason may not hold any itself."""
    kinds = found(work)
    return bool(kinds) and all(name in work.raw and name not in OURS for name in kinds)


def kept(work: Work, values: Mapping[str, str]) -> dict[str, str] | None:
    """The values as they were written, if their asker has said why; None otherwise."""
    reason = values.get("reason", "").strip()
    if not may_keep(work) or values.get("how") != "mine" or not reason:
        return None
    kinds = ", ".join(dict.fromkeys(found(work).values()))
    written = {name: work.raw[name] for name in found(work)}
    return {**values, **written, "kept": f"{kinds}: {reason}"}
