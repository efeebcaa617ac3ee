"""Templates: polls to start others from, ours and those that were kept."""

from collections.abc import Mapping

from bot.core.work import Work
from bot.words.refusal import Refused
from storage.nouns import polls

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


def known(work: Work, name: str) -> dict[str, str]:
    """The form's values of the template of that name; `Refused` when there is none."""
    wanted = name.strip().casefold()
    kept = polls.template(work.db, wanted)
    if kept is not None:
        return {key: str(value) for key, value in kept.asks.items()}
    if wanted in OURS:
        return dict(OURS[wanted])
    names = ", ".join(names_of(work))
    raise Refused(f"There is no template called “{name[:40]}”. There are: {names}.")


def names_of(work: Work) -> list[str]:
    kept = [template.name for template in polls.templates(work.db)]
    return [*kept, *(name for name in OURS if name not in kept)]
