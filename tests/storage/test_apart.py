"""Web and worker processes of the real application apart: they start at once on an empty database,
and go on when it comes back after a restart."""

from pathlib import Path

from tests.ops.processes import House, Process, house, patiently
from tests.ports import free_port
from tests.storage.postgres import stoppable


def test_four_processes_live_apart_and_outlive_the_database(tmp_path: Path) -> None:
    with stoppable() as server, house(tmp_path, "", DATABASE_URL=server.url) as made:
        server.start()
        every = [_started(made, part) for part in ("web", "web", "worker", "worker")]
        patiently(lambda: all(one.ready() for one in every))
        server.stop()
        patiently(lambda: not any(one.ready() for one in every))
        server.start()
        patiently(lambda: all(one.ready() for one in every))


def _started(made: House, part: str) -> Process:
    """A worker's probes are on a port of their own."""
    words, port = ["python", "-m", "bot", part], free_port()
    if part == "worker":
        return made.start(words, port, METRICS_PORT=str(port))
    return made.start(words, port)
