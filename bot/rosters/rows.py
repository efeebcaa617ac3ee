"""What a roster file says, before it is held against the people and the shifts there are."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One shift as it is written: `where` is its place in the file, `who` a name or an e-mail
    address. Either `shift` is named, or `start` and `end` are given: aware, or as the clock on the
    wall of the unit shows them."""

    where: str
    who: str
    day: date
    unit: str = ""
    shift: str = ""
    start: datetime | None = None
    end: datetime | None = None


class BadRoster(Exception):
    """The file can't be used; `problems` are all the mistakes, each with its place and the mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
