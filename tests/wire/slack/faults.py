"""What goes wrong when a test says so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Status:
    """An HTTP error, of Slack or of what stands before it; `done`: after having done it."""

    code: int = 500
    done: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """429, with how many seconds to wait."""

    seconds: int = 1


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer for that long, then the usual one; `done`: it was done before the wait."""

    seconds: float = 60
    done: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection breaks before an answer; `done`: after having done it."""

    done: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """The beginning of an answer, and then the other side says no more; `done`: after having done
    it."""

    done: bool = False


@dataclass(frozen=True, slots=True)
class Garbage:
    """An answer that is none of Slack's, such as a proxy's page."""

    body: str = "<html><body>Please sign in to the hospital's guest network</body></html>"
    code: int = 200
    done: bool = False


Fault: TypeAlias = Status | Busy | Hang | Drop | Half | Garbage | str
"""A text is one of Slack's error codes."""

Args: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class Plan:
    method: str
    fault: Fault
    times: int
    skip: int
    when: Callable[[Args], bool]


@dataclass
class Faults:
    plans: list[Plan] = field(default_factory=list)

    def take(self, method: str, args: Args) -> Fault | None:
        """What goes wrong with this call, if anything; the plan's count goes down."""
        for plan in self.plans:
            if plan.method in {method, "*"} and plan.when(args):
                if plan.skip:
                    plan.skip -= 1
                    continue
                plan.times -= 1
                self.plans = [p for p in self.plans if p.times > 0]
                return plan.fault
        return None
