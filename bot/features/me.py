"""Me: who Corridor thinks I am, when I work, and what it keeps about me."""

from zoneinfo import available_timezones

from bot.cards import (
    Button,
    Buttons,
    ChoiceField,
    Field,
    Form,
    Message,
    Note,
    Option,
    Reply,
    TextField,
    facts,
    with_errors,
)
from bot.events import Action, Command, Press, Submit
from bot.hospital import Hospital
from bot.refusal import Refused
from bot.router import Feature, Help
from bot.work import Work
from storage.people import Person

feature = Feature("me", (Help("me", "your side, unit and shift, and what is kept", "", more=True),))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SIDES = {"clinical": "Clinical", "it": "IT", "both": "Both"}
KEPT = (
    "Kept about you: this, the concerns you raised or joined, what you wrote about them, and when."
    " No messages that were not to Corridor or in its threads."
)


@feature.command("me")
def show(event: Command, work: Work) -> Reply:
    accounts = [f"{a.platform.capitalize()} {a.id}" for a in work.accounts(work.me)]
    return card(work.me, work.hospital, ", ".join(accounts))


def card(person: Person, hospital: Hospital, accounts: str) -> Message:
    unit = hospital.units.get(person.unit)
    days = "every day" if person.days is None else ", ".join(DAYS[d] for d in person.days)
    shift = f"{person.shift_name}, starting {days}" if person.shift_name else "none: office hours"
    known = facts(
        ("Side", SIDES.get(person.side, "not said yet")),
        ("Unit", unit.name if unit else "none"),
        ("Shift", shift),
        ("Time zone", person.zone or str(hospital.zone)),
        ("Roles", ", ".join(person.role_list) or "none"),
        ("Accounts", accounts),
    )
    change = Button("Change", Action("me.change"))
    quiet = Note(("Off shift you get nothing that can wait; it comes when your shift starts.",))
    return Message(person.name, (known, quiet, Note((KEPT,)), Buttons((change,))))


@feature.press("me.change")
def ask(event: Press, work: Work) -> Reply:
    return form(work.me, work.hospital)


def form(person: Person, hospital: Hospital) -> Form:
    days = "" if person.days is None else ", ".join(DAYS[d] for d in person.days)
    fields: list[Field] = [
        ChoiceField("side", "Your side", tuple(Option(k, v) for k, v in SIDES.items()), person.side)
    ]
    if hospital.units:
        units = tuple(Option(u.id, u.name) for u in hospital.units.values())
        names = dict.fromkeys(s.name for u in hospital.units.values() for s in u.shifts)
        shifts = tuple(Option(name, name) for name in names)
        fields += [
            ChoiceField("unit", "Your unit", units, person.unit, required=False),
            ChoiceField("shift", "Your shift", shifts, person.shift_name, required=False),
        ]
    hint = "Such as tue, wed, sat. Empty: every day."
    fields += [
        TextField("days", "Days your shifts start", days, required=False, limit=60, hint=hint),
        TextField("zone", "Time zone", person.zone, required=False, limit=64),
    ]
    return Form("About you", Action("me.save"), tuple(fields), "Save")


@feature.submit("me.save", form=lambda _, work: form(work.me, work.hospital))
def save(event: Submit, work: Work) -> Reply:
    person, values = work.me, event.values
    errors = _errors(values.get("days", ""), values.get("zone", ""))
    if errors:
        return with_errors(form(person, work.hospital), dict(values), errors)
    side = values.get("side", person.side)
    if person.settled and side != person.side:
        raise Refused(
            "Your side is set in the settings file. An administrator can change it there."
        )
    person.side = side if side in SIDES else person.side
    apply(person, work.hospital, dict(values))
    return card(person, work.hospital, "as before")


def apply(person: Person, hospital: Hospital, values: dict[str, str]) -> None:
    """Unit, shift, days and zone of a form that was found right."""
    unit = values.get("unit", person.unit)
    person.unit = unit if unit in hospital.units or not unit else person.unit
    person.shift_name = values.get("shift", person.shift_name)
    if "days" in values:
        person.days = days(values["days"])
    person.zone = values.get("zone", person.zone).strip()


def days(text: str) -> list[int] | None:
    """Weekdays from "tue, wed, sat" (0 is Monday); None for an empty text. ValueError otherwise."""
    words = text.replace(",", " ").lower().split()
    return sorted({DAYS.index(word[:3]) for word in words}) if words else None


def _errors(days_text: str, zone: str) -> dict[str, str]:
    errors = {}
    try:
        days(days_text)
    except ValueError:
        errors["days"] = "Write days like this: tue, wed, sat."
    if zone.strip() and zone.strip() not in available_timezones():
        errors["zone"] = "Write it like this: America/New_York."
    return errors
