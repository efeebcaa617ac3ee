"""What a process has loaded when it is ready, and what it loads only when it is needed (record 35)."""

import json
import sys
from pathlib import Path
from subprocess import run

import pytest

from tests.bench.starting import environment
from tests.typed import corridor

READY = """
import asyncio, json, sys
from bot import __main__
from bot.run import app as root
from bot.run.lifecycle import life

def ready(settings, parts, stopped):
    app = root.build(settings, parts)
    async def begun():
        async with life(app, settings, parts):
            from bot.privacy.lexicon import lexicon
            read = lexicon.cache_info().currsize
            print(json.dumps({"loaded": sorted(sys.modules), "lexicon": read}))
    asyncio.run(begun())

root.run = ready
sys.exit(__main__.run(sys.argv[1:]))
"""
LATE = {
    "alembic": "a database that is not of this version",
    "botbuilder": "two seconds, or the first message of Teams",
    "holidays": "a hospital with public holidays",
    "icalendar": "a roster from a calendar",
    "jinja2": "the playground",
    "msrest": "two seconds, or the first message of Teams",
    "pgqueuer": "PostgreSQL",
    "phonenumbers": "a number that looks like one abroad",
    "psycopg": "PostgreSQL",
    "pydantic": "a command",
    "recurring_ical_events": "a roster from a calendar",
    "stdnum": "a number that looks like a national one",
    "slack_bolt": "two seconds, or the first request of Slack",
    "typer": "a command",
    "yaml": "Slack's manifest",
}
"""What is not loaded at ready, and what it waits for."""


@pytest.mark.parametrize("part", ["serve", "worker"])
def test_at_ready_nothing_is_loaded_that_nobody_has_asked_for(part: str, tmp_path: Path) -> None:
    env = environment(tmp_path)
    ours = {name: value for name, value in env.items() if name.startswith(("DATABASE", "CORRIDOR"))}
    assert corridor("migrate", cwd=tmp_path, **ours).returncode == 0
    ended = run(
        [sys.executable, "-c", READY, part],
        cwd=Path(__file__).parents[2],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    assert {name.split(".")[0] for name in found["loaded"]} & LATE.keys() == set()
    assert found["lexicon"] == 0
