"""What Corridor should remember, in as few words as can be: concerns, polls and one huddle."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

WITH_IT = frozenset({"new", "acknowledged", "in_progress"})
FIRST = 101


@dataclass
class Concern:
    """`said` are the answers, in their order."""

    who: str
    words: str
    state: str = "new"
    assignee: str = ""
    said: list[str] = field(default_factory=list)

    def answer(self, words: str) -> None:
        """The first answer acknowledges, the next is work in progress."""
        self.said.append(words)
        self.state = {"new": "acknowledged", "acknowledged": "in_progress"}.get(
            self.state, self.state
        )

    def take(self, who: str) -> None:
        if self.state in WITH_IT and self.assignee != who:
            self.assignee = who
            if self.state == "acknowledged":
                self.state = "in_progress"

    def fix(self) -> None:
        if self.state in WITH_IT:
            self.state = "fixed"

    def confirm(self) -> None:
        if self.state == "fixed":
            self.state = "closed"

    def withdraw(self) -> None:
        if self.state == "new":
            self.state = "withdrawn"


@dataclass
class Poll:
    """`votes` are the last choice of each."""

    open: bool = True
    votes: dict[str, int] = field(default_factory=dict)

    def vote(self, who: str, option: int) -> None:
        if self.open:
            self.votes[who] = option

    @property
    def counts(self) -> Counter[str]:
        return Counter(str(option) for option in self.votes.values())


@dataclass
class Expected:
    """`begun` is when the huddle began."""

    concerns: list[Concern] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)
    begun: datetime | None = None

    def huddles(self, now: datetime, zone: ZoneInfo) -> Iterator[str]:
        """The wall-clock times of all posts until now: 08:15 every day."""
        if self.begun is None:
            return
        day = self.begun.astimezone(zone).date()
        while day <= now.astimezone(zone).date():
            at = datetime.fromisoformat(f"{day}T08:15").replace(tzinfo=zone)
            if self.begun < at <= now:
                yield f"{day}T08:15"
            day += timedelta(days=1)
