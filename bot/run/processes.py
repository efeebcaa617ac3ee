"""What runs for long: `serve`, `web` and `worker`.

What they need is imported when one of them starts, and as little as can be: see record 35.
"""

import gc
import signal
import sys
from collections.abc import Callable, Mapping

from bot.run.startup_checks import given, reach_or_wait, with_playground_key


def serve() -> int:
    """Everything in one process: web pages, deliveries, clock. The default."""
    return _start("web", "worker")


def web() -> int:
    """Only what listens: web pages and the platforms' events."""
    return _start("web")


def worker() -> int:
    """Only what works by itself: deliveries and the clock."""
    asked: list[int] = []

    def stop(number: int, _frame: object) -> None:
        """End at once; what this raises may be swallowed by whoever happens to run, so it is also
        noted, and looked at before work begins."""
        asked.append(number)
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, stop)
    return _start("worker", stopped=lambda: bool(asked))


PROCESSES: Mapping[str, Callable[[], int]] = {"serve": serve, "web": web, "worker": worker}


def _start(*parts: str, stopped: Callable[[], bool] = lambda: False) -> int:
    _light()
    from bot.run import app, logs

    settings = given()
    logs.start(settings.log_level)
    reach_or_wait(settings)
    app.run(with_playground_key(settings), frozenset(parts), stopped)
    return 0


def _light() -> None:
    """Load quickly: nothing is garbage yet, so nobody looks for it until all is there
    (`app.freeze_garbage_collector`); and where logs are JSON, structlog does without what colours
    them for people, a tenth of a second and ten megabytes."""
    gc.disable()
    if not sys.stderr.isatty():
        sys.modules.setdefault("rich", None)  # type: ignore[arg-type] # documented: it is not found
