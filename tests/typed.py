"""`corridor ARGS` in this process: a second less than a process of its own. What a test says of the
process itself, such as a signal or a reader that leaves, needs a real one (tests/ops/processes.py,
tests/cli/test_process.py)."""

import gc
import io
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from bot.__main__ import run
from tests.logged import logged

OURS = ("SLACK_", "TEAMS_", "CORRIDOR_", "DATABASE_", "METRICS_")


def clean() -> dict[str, str]:
    """Our own environment without what would set Corridor up."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def corridor(*args: str, cwd: Path, stdin: str = "", **env: str) -> CompletedProcess[str]:
    """What it printed and its exit code, as from `subprocess.run`; `env` comes on top of `clean`.
    An error that the command does not answer for itself is the test's."""
    out, err = _stream(), _stream()
    with ExitStack() as stack:
        stack.enter_context(chdir(cwd))
        stack.enter_context(patch.dict(os.environ, clean() | env, clear=True))
        stack.enter_context(patch.object(sys, "stdin", _stream(stdin)))
        stack.enter_context(as_it_was())
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        code = run(args)
    return CompletedProcess(["corridor", *args], code, _text(out), _text(err))


@contextmanager
def as_it_was() -> Iterator[None]:
    """What a command sets for its whole process, and what it leaves for the end of the process to
    close, is undone and closed."""
    rich = sys.modules.get("rich", "never imported")
    told, running = signal.getsignal(signal.SIGTERM), set(threading.enumerate())
    gc.freeze()
    try:
        with logged():
            yield
    finally:
        signal.signal(signal.SIGTERM, told)
        for thread in set(threading.enumerate()) - running:
            if isinstance(thread, threading.Timer):  # it would end the process, which is ours
                thread.cancel()
        gc.enable()
        if rich == "never imported" and sys.modules.get("rich", rich) is None:
            del sys.modules["rich"]
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            gc.collect()
        gc.unfreeze()


def _stream(text: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
