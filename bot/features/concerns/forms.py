"""The forms of concerns: what is asked, with what is known filled in."""

import secrets
from collections.abc import Mapping

from bot.core.work import Work
from bot.features.concerns import card, modes
from bot.features.concerns.states import HOLDS
from bot.features.picking import BY_NAME
from bot.rules.priority import (
    CARE,
    CARE_QUESTION,
    HARM,
    HARM_QUESTION,
    KINDS,
    REACH,
    REACH_QUESTION,
    SYSTEMS,
    Choice,
)
from bot.words.cards import Form
from bot.words.events import Action
from bot.words.fields import ChoiceField, DateField, Field, Option, PeopleField, TextField
from storage.nouns.concerns import Concern

CHECK = "Check before it goes"
NO_PATIENTS = "No patient names, numbers or dates of birth."


def choices(of: Mapping[str, Choice]) -> tuple[Option, ...]:
    return tuple(Option(key, choice.label) for key, choice in of.items())


def token() -> str:
    """What a form without a name is known by when it is sent twice: a word left to chance."""
    return secrets.token_urlsafe(18)


def raise_form(work: Work, known: Mapping[str, str]) -> Form:
    """One page; everything but the sentence has an answer already."""
    units = tuple(Option(unit.id, unit.name) for unit in work.hospital.units.values())
    fields: list[Field] = [
        TextField(
            "text", "What is wrong?", known.get("text", ""), multiline=True, hint=NO_PATIENTS
        ),
        ChoiceField("kind", "What kind?", choices(KINDS), known.get("kind", "not_sure")),
        ChoiceField("care", CARE_QUESTION, choices(CARE), known.get("care", "slowed")),
        ChoiceField("reach", REACH_QUESTION, choices(REACH), known.get("reach", "unit")),
        ChoiceField("harm", HARM_QUESTION, choices(HARM), known.get("harm", "no")),
    ]
    if units:
        unit = known.get("unit", work.me.unit)
        fields.append(ChoiceField("unit", "Where?", units, unit, required=False))
    systems = tuple(Option(name, name) for name in SYSTEMS)
    fields.append(ChoiceField("system", "Which system?", systems, required=False))
    mode = known.get("mode", modes.NAMED)
    first = mode in modes.WITHOUT_NAME  # who asks for that reads what it promises before writing
    fields.insert(0 if first else len(fields), modes.field(work, mode))
    intro = (card.call_first(work.hospital),)
    action = Action("concern.raise", (token(),))
    return Form("Raise a concern", action, tuple(fields), "Send to IT", intro)


def check_form(work: Work, action: Action, text: str = "") -> Form:
    """A sentence once more, for its writer alone, before IT sees it (R9)."""
    field = TextField("text", "What IT will see", text, multiline=True, hint=NO_PATIENTS)
    intro = (card.call_first(work.hospital),)
    return Form(CHECK, action, (field,), "Send", intro)


def answer_form(concern: Concern, kind: str = "answer") -> Form:
    """A written answer, a way round it for now, or a note that only IT reads."""
    titles = {
        "answer": f"Answer {concern.name}",
        "workaround": f"A way round {concern.name} for now",
        "note": f"Note on {concern.name}, for IT only",
    }
    hints = {
        "answer": "The ward reads this in its own chat.",
        "workaround": "What can the ward do until it is fixed? Everyone who reported it gets this.",
        "note": "This never crosses to the ward.",
    }
    text = TextField("text", "Your words", multiline=True, hint=hints[kind])
    return Form(titles[kind], card.act("answer", concern, kind), (text,))


def hold_form(concern: Concern) -> Form:
    reasons = tuple(Option(key, words.capitalize()) for key, words in HOLDS.items())
    return Form(
        f"Put {concern.name} on hold",
        card.act("hold", concern),
        (
            ChoiceField("for", "Waiting for", reasons),
            DateField("look", "Look again on", hint="It comes back to this room that morning."),
            TextField("note", "In plain words, for the ward", required=False, limit=500),
        ),
        "Hold",
    )


def fixed_form(concern: Concern) -> Form:
    hint = "At least five words a nurse understands: what works again, what to try."
    note = TextField("note", "What was done?", multiline=True, hint=hint)
    return Form(f"{concern.name} is fixed", card.act("fixed", concern), (note,), "Ask for a check")


def reopen_form(concern: Concern) -> Form:
    why = TextField("reason", "What still happens?", multiline=True, hint=NO_PATIENTS)
    return Form(f"{concern.name} is not fixed", card.act("reopen", concern), (why,), "Reopen")


def notdoing_form(concern: Concern) -> Form:
    hint = "The people who reported it read this. When will you look at it again, if ever?"
    why = TextField("reason", "Why not?", multiline=True, hint=hint)
    return Form(f"Not doing {concern.name}", card.act("notdoing", concern), (why,), "Tell them")


def priority_form(concern: Concern) -> Form:
    ranks = tuple(Option(rank, rank) for rank in ("P1", "P2", "P3", "P4"))
    return Form(
        f"Priority of {concern.name}",
        card.act("priority", concern),
        (
            ChoiceField("priority", "New priority", ranks, concern.priority),
            TextField("reason", "Why?", hint="The people who reported it read this.", limit=500),
        ),
        "Change",
    )


def assign_form(concern: Concern) -> Form:
    hint = "Somebody of IT, or of clinical informatics."
    person = PeopleField("person", "Who?", several=False, words=BY_NAME, limit=120, hint=hint)
    return Form(f"Assign {concern.name}", card.act("assign", concern), (person,), "Assign")


def ticket_form(concern: Concern) -> Form:
    number = TextField("ticket", "Ticket number", concern.ticket, limit=64)
    return Form(f"Ticket of {concern.name}", card.act("ticket", concern), (number,), "Keep")


def link_form(concern: Concern, likely: tuple[Option, ...]) -> Form:
    """Which concern this one repeats: one of the likely ones, or a number."""
    fields: tuple[Field, ...] = (TextField("number", "Or its number", required=False, limit=12),)
    if likely:
        fields = (ChoiceField("likely", "Same as", likely, required=False), *fields)
    return Form(f"{concern.name} is a duplicate", card.act("link", concern), fields, "Link")


def sbar_form(concern: Concern) -> Form:
    """The long form, for P1 and P2 only, and never required (SBAR)."""
    parts = (
        ("situation", "What is happening, where, since when?"),
        ("background", "What were you doing, and what have you tried?"),
        ("assessment", "What does it do to care?"),
        ("need", "What do you need, by when?"),
    )
    fields = tuple(TextField(key, ask, multiline=True, required=False) for key, ask in parts)
    return Form(f"Details of {concern.name}", card.act("sbar", concern), fields, "Add")
