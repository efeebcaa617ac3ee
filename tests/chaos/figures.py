"""What a run of the tests of faults counted, as a table at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.crowd import Told
from tests.chaos.estate import Estate
from tests.chaos.truth import Truth

HEAD = (
    "fault",
    "said",
    "heard",
    "kept",
    "lost",
    "wanted",
    "unshown",
    "twice Slack",
    "twice Teams",
    "crowded",
    "kills",
    "429s",
    "longest wait",
    "healed in",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """One fault: what it did, and in how many seconds after its end all was shown."""

    fault: str
    told: Sequence[Told]
    truth: Truth
    estate: Estate
    healed: float

    def row(self) -> list[str]:
        truth, slack = self.truth, self.estate.slack
        numbers = (
            *(len(self.told), truth.promised, truth.stored, len(truth.lost), truth.wanted),
            *(
                len(truth.unshown) + len(truth.stale),
                truth.doubles["slack"],
                truth.doubles["teams"],
            ),
            *(len(truth.crowded), self.estate.kills, slack.limited + self.estate.teams.busy),
        )
        longest = max((one.waited for one in self.told), default=0.0)
        return [self.fault, *map(str, numbers), f"{longest:.1f} s", f"{self.healed:.1f} s"]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell."""
    every = [HEAD, *rows]
    wide = [max(len(row[n]) for row in every) for n in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, wide, strict=True)) for row in every]
    return "\n".join(line.rstrip() for line in lines)
