"""All that is logged while a test runs; afterwards logging is as it was before."""

import contextlib
import logging
import sys
import threading
from collections.abc import Iterator
from io import StringIO

import structlog

from bot.run import logs


@contextlib.contextmanager
def logged(level: str = "DEBUG") -> Iterator[StringIO]:
    """From this level on; `DEBUG` says most."""
    handlers, was = list(logging.root.handlers), logging.root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    stream = StringIO()
    logs.start(level, stream)
    try:
        yield stream
    finally:
        logging.captureWarnings(capture=False)
        logging.root.handlers = handlers
        logging.root.setLevel(was)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        structlog.reset_defaults()
