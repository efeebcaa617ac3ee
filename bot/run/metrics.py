"""What this process counts for operators: events, deliveries and commits, as they happen.

Labels are words of ours from short lists, never a person, a room, a number or a text: what is on no
list is counted as "other".
"""

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

KINDS = (
    *("command", "press", "submit", "shortcut", "said", "reacted"),
    *("opened", "joined", "left", "due", "stuck", "arrived"),
)
ENDS = ("answered", "refused", "failed", "unavailable")
CALLS = ("post", "edit", "find")
RESULTS = ("sent", "limited", "later", "refused", "timeout", "error", "found", "missing")
DIRECTIONS = ("forward", "back")
EVENT_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
JOB_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
JOBS = (*KINDS, "claim", "other")
COMMIT_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)


class Metrics:
    """A registry of this process's own; `platforms` are those that it delivers to."""

    def __init__(self, platforms: Iterable[str] = ()) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        info = Gauge("corridor_build_info", "Always 1", ["version"], registry=self.registry)
        info.labels(version()).set(1)
        self._platforms = frozenset(platforms)
        self._events = self._counter(
            "corridor_events", "What people and the clock did, by how it ended", "kind", "outcome"
        )
        self._event_seconds = self._histogram(
            "corridor_event_seconds", "From the door to the answer", EVENT_SECONDS, "kind"
        )
        self._calls = self._counter(
            *("corridor_deliveries", "Calls to platforms, by what they answered"),
            *("platform", "call", "outcome"),
        )
        self._call_seconds = self._histogram(
            "corridor_delivery_seconds", "How long platforms took", CALL_SECONDS, "platform"
        )
        self._commits = self._histogram(
            "corridor_database_commit_seconds", "How long commits took", COMMIT_SECONDS
        )
        self._steps = self._counter(
            "corridor_clock_steps", "Times that the clock was set by over a minute", "direction"
        )
        for direction in DIRECTIONS:
            self._steps.labels(direction)
        self._jobs = self._histogram(
            "corridor_database_job_seconds",
            "How long one job kept the database thread",
            JOB_SECONDS,
            "kind",
        )
        # All that is asked for in alerts is there from the start, as nought.
        for kind in KINDS:
            for end in ENDS:
                self._events.labels(kind, end)
        for platform in self._platforms:
            for call in CALLS[:2]:
                for result in RESULTS[:6]:
                    self._calls.labels(platform, call, result)

    def event(self, kind: str, outcome: str, seconds: float) -> None:
        """Something was handled; `outcome` is one of `ENDS`."""
        kind = _known(kind.lower(), KINDS)
        self._events.labels(kind, _known(outcome, ENDS)).inc()
        self._event_seconds.labels(kind).observe(seconds)

    def delivery(self, platform: str, call: str, outcome: str, seconds: float) -> None:
        """A platform was called; `outcome` is one of `RESULTS`."""
        platform = _known(platform, self._platforms)
        self._calls.labels(platform, _known(call, CALLS), _known(outcome, RESULTS)).inc()
        self._call_seconds.labels(platform).observe(seconds)

    def clock_step(self, seconds: float) -> None:
        """The clock was set by so many seconds, back where they are negative."""
        self._steps.labels(DIRECTIONS[seconds < 0]).inc()

    def commit(self, seconds: float) -> None:
        self._commits.observe(seconds)

    def job(self, name: str, seconds: float) -> None:
        """A job has run on the database thread; its name begins with its kind, one of `JOBS`."""
        self._jobs.labels(_known(name.partition(" ")[0], JOBS)).observe(seconds)

    def _counter(self, name: str, does: str, *labels: str) -> Counter:
        return Counter(name, does, labels, registry=self.registry)

    def _histogram(
        self, name: str, does: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(name, does, labels, buckets=buckets, registry=self.registry)


def version() -> str:
    """Which Corridor this is."""
    try:
        return installed("corridor")
    except PackageNotFoundError:
        return "unknown"


def _known(word: str, words: Iterable[str]) -> str:
    return word if word in words else "other"
