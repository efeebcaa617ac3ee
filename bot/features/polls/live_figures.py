"""Figures that are shown while a poll is open, so that none of them tells one vote (R10).

Between any two figures that are ever shown of a poll, the last of them included, at least `LEAST`
people have voted, voted otherwise or taken their vote back: so what is shown is the count as it was
when the next such number of people began.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.features.polls.definition import Asks
from bot.rules.suppression import LEAST, people, together
from storage.nouns.ballots import Tally
from storage.nouns.polls import Poll

BEGINS = f"Figures come from {2 * LEAST} people on, {LEAST} votes behind."


@dataclass(frozen=True, slots=True)
class Snapshots:
    """`shown` are the counts that people see; `ready` those that they see once `LEAST` people,
    whose numbers are in `since`, have done something after it."""

    shown: Mapping[str, int] | None = None
    ready: Mapping[str, int] | None = None
    since: tuple[int, ...] = ()

    @classmethod
    def of(cls, poll: Poll) -> "Snapshots":
        known = poll.snapshots or {}
        return cls(known.get("shown"), known.get("ready"), tuple(known.get("since", ())))

    @property
    def values(self) -> dict[str, Any]:
        """As JSON values."""
        return {"shown": self.shown, "ready": self.ready, "since": list(self.since)}

    def after(self, person_id: int, now: Mapping[str, int]) -> "Snapshots":
        """Somebody's ballot is another one; the counts are these `now`."""
        since = tuple(sorted({*self.since, person_id}))
        if len(since) < LEAST:
            return Snapshots(self.shown, self.ready, since)
        enough = self.ready is not None and people(self.ready) >= LEAST
        return Snapshots(self.ready if enough else self.shown, now)


def note(poll: Poll, tally: Tally, person_id: int) -> None:
    """Somebody has voted, voted otherwise, or taken their vote back. The caller holds the poll."""
    if Asks.of(poll).figures != "close":
        now = dict(together(tally.bag.values()))
        poll.snapshots = Snapshots.of(poll).after(person_id, now).values


def seen(poll: Poll) -> Mapping[str, int] | None:
    """The counts to show of all together; None while there are none."""
    return Snapshots.of(poll).shown
