"""Logs without what people wrote: only listed keys and trusted sentences get through.

Libraries log what they were handling, message bodies included, so of their lines only the place
in their code is kept. Errors are kept as their types and places: their messages may quote a text.
"""

import errno
import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from traceback import extract_tb
from types import MappingProxyType, TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

from bot.words.bidi import straight

KEYS = frozenset(
    (
        *("event", "exc_info", "logger", "place"),
        *("hospital", "concern", "number", "key", "platform", "workspace", "channel", "room"),
        *("person", "side", "verb", "action", "feature", "state", "priority", "kind", "timer"),
        *("attempt", "attempts", "after", "seconds", "ms", "count", "waiting", "dead", "status"),
        *("host", "port", "address", "path", "method", "parts", "version", "database", "revision"),
        *("ref", "why", "job"),
    )
)
LONGEST = 200
LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL)
OURS = frozenset(("bot", "adapters", "storage"))
TRUSTED = frozenset(("uvicorn.error",))
LEAST: Mapping[str, int] = MappingProxyType(
    {
        "": logging.WARNING,
        "uvicorn": logging.INFO,
        "uvicorn.access": logging.CRITICAL,
        "alembic": logging.WARNING,
        "slack_bolt": logging.ERROR,
        "slack_sdk": logging.ERROR,
        "sqlalchemy": logging.WARNING,
    }
    | dict.fromkeys(OURS, logging.DEBUG)
)


def start(level: str, stream: TextIO | None = None) -> None:
    """Sends all logs of the process to `stream`, or to standard error, from `level` on.

    JSON, one object a line; lines for people where `stream` is a terminal.
    """
    stream = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _listed,
            _without_messages,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_renderers(stream),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    # Every logger of the standard library ends here, and says no more than it may.
    for name in (*logging.root.manager.loggerDict, *LEAST):
        other = logging.getLogger(name)
        other.handlers, other.propagate = [], True
    for name, least in LEAST.items():
        logging.getLogger(name).setLevel(max(number, least))
    logging.root.handlers = [Route()]
    logging.captureWarnings(capture=True)
    sys.excepthook = _crashed
    threading.excepthook = _thread_crashed
    sys.unraisablehook = _lost


def _renderers(stream: TextIO) -> tuple[Processor, ...]:
    if not stream.isatty():
        return (structlog.processors.JSONRenderer(),)
    return _below, structlog.dev.ConsoleRenderer()


def _below(_logger: object, _method: str, entry: EventDict) -> EventDict:
    """The trace on lines of its own, for people."""
    if trace := entry.pop("trace", None):
        entry["exception"] = "\n".join(f"    {place}" for place in trace)
    return entry


def _without_messages(_logger: object, _method: str, entry: EventDict) -> EventDict:
    """The error at hand as its type and the places it came through."""
    error = _error(entry.pop("exc_info", None))
    if error is not None:
        entry["error"] = " from ".join(_kind(one) for one in _chain(error))
        entry["trace"] = [place for one in _chain(error) for place in _places(one)]
    return entry


def _error(info: object) -> BaseException | None:
    """What `exc_info` stands for: an error, a triple, or true for the one being handled."""
    if isinstance(info, tuple):
        info = info[1]
    if isinstance(info, BaseException):
        return info
    return sys.exc_info()[1] if info else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, those in its group, and those that it came from."""
    seen: set[int] = set()
    left = [error]
    while left:
        one = left.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        left += getattr(one, "exceptions", ())
        left.append(one.__cause__ or (None if one.__suppress_context__ else one.__context__))


def _kind(error: BaseException) -> str:
    """The error's type, with the number that the system or the database gave it."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = errno.errorcode.get(getattr(error, "errno", None) or 0)
    code = number or getattr(error, "sqlstate", None)
    return f"{name} ({code})" if code else name


def _places(error: BaseException) -> list[str]:
    frames = extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _listed(_logger: object, _method: str, entry: EventDict) -> EventDict:
    """Only the keys that are known to hold nobody's words; `dropped` names the others."""
    dropped = sorted(key for key in entry if key not in KEYS)
    kept = {key: _plain(value) for key, value in entry.items() if key in KEYS - {"exc_info"}}
    if "exc_info" in entry:
        kept["exc_info"] = entry["exc_info"]
    return kept | ({"dropped": dropped} if dropped else {})


def _plain(value: object) -> str | int | float | None:
    """Numbers and short strings; of anything else, whose parts nobody has listed, its type."""
    if value is None or isinstance(value, int | float):
        return value
    return straight(value[:LONGEST]) if isinstance(value, str) else type(value).__name__


class Route(logging.Handler):
    """Hands the standard library's records to structlog, without words that cannot be trusted."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            max(level for level in LEVELS if level <= max(record.levelno, LEVELS[0])),
            _sentence(record),
            logger=record.name,
            place=f"{record.module}:{record.lineno} {record.funcName}",
            exc_info=record.exc_info,
        )


def _sentence(record: logging.LogRecord) -> str:
    if record.name in TRUSTED:
        return record.getMessage()
    if record.name.partition(".")[0] in OURS:
        return str(record.msg)
    return "words of a library, withheld"


def _crashed(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    structlog.get_logger().critical("stopped by an error", exc_info=error)


def _thread_crashed(crash: threading.ExceptHookArgs) -> None:
    structlog.get_logger().critical("a thread was stopped by an error", exc_info=crash.exc_value)


def _lost(lost: "sys.UnraisableHookArgs") -> None:
    """An error that nobody could be told of, in a `__del__` say; Python would print its words."""
    structlog.get_logger().error("an error was lost", exc_info=lost.exc_value)
