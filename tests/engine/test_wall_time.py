"""Nothing that decides goes by a clock that anybody may set: each use of it is known, with a reason."""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
RAW = {
    "utc_now",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "func.now",
    "func.current_timestamp",
}
COMMAND = "a command that ends at once, and says or notes what time this machine shows"
WITHOUT_END = "the audit log's secret has no end, so the time decides nothing"
ALLOWED = {
    "bot/run/steady_clock.py": (1, "what is followed"),
    "bot/run/clock.py": (
        3,
        "what is followed; the clock of a scheduler, looked at by the monotonic one; a default that"
        " only tests use",
    ),
    "bot/run/key_rotation.py": (1, WITHOUT_END),
    "storage/trust/audit.py": (2, WITHOUT_END),
    "adapters/slack/checks.py": (1, f"signs a request as Slack does; {COMMAND}"),
    "bot/ops/audit_note.py": (1, COMMAND),
    "bot/ops/checks/slack.py": (1, COMMAND),
    "bot/ops/reseal.py": (1, COMMAND),
    "bot/ops/tasks.py": (6, COMMAND),
}


def uses(source: str) -> int:
    """How often raw wall time is named, called or handed on; imports do not count."""
    nodes = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name | ast.Attribute))
    return sum(ast.unparse(node) in RAW for node in nodes)


def test_every_use_of_a_clock_that_can_be_set_is_allowed_with_a_reason() -> None:
    found = Counter[str]()
    for part in ("bot", "adapters", "storage"):
        for path in sorted((ROOT / part).rglob("*.py")):
            found[str(path.relative_to(ROOT))] += uses(path.read_text(encoding="utf-8"))
    assert +found == {path: times for path, (times, _) in ALLOWED.items()}


def test_a_use_is_seen_however_it_is_written() -> None:
    assert uses("def f(now=utc_now): return datetime.now(UTC) - now()") == 2
    assert uses("limits = Limits(table, time.time)\nfrom bot.run.clock import utc_now") == 1
    assert uses("now = clock()\ntime.monotonic()") == 0
