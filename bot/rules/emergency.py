"""What comes before any chat when somebody is in danger: a call, and the unit's own plan."""

from bot.rules.hospital import Hospital


def call(hospital: Hospital) -> str:
    """ "Call 555-0199 now": the emergency number, else the telephone that works without chat."""
    number = hospital.emergency or hospital.phone
    return f"Call {number} now" if number else "Call for help now"


def crisis_plan(hospital: Hospital, unit: str) -> str:
    """The unit's plan, as its settings give it: a sentence, or the address of one; "" if none."""
    known = hospital.units.get(unit)
    return "" if known is None else known.crisis_plan
