"""The command line as operators use it."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.run import app as root
from bot.settings import load
from tests import prepared
from tests.typed import corridor

ROOT = Path(__file__).parents[2]


def test_redact_takes_lines_and_objects_and_answers_with_objects(tmp_path: Path) -> None:
    given = 'pt Jane Sample MRN 12345678\n{"text": "printer dead"}\n\n'
    done = corridor("redact", cwd=tmp_path, stdin=given)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["text"] == "pt [NAME] MRN [MRN]"
    assert rows[0]["spans"][0] == {"start": 3, "end": 14, "type": "NAME"}
    assert rows[1] == {"text": "printer dead", "spans": []}
    assert done.returncode == 0


def test_migrate_doctor_and_export_on_a_new_machine(tmp_path: Path) -> None:
    before = corridor("doctor", cwd=tmp_path)
    assert before.returncode == 1
    assert "corridor migrate" in before.stdout
    assert corridor("migrate", cwd=tmp_path).returncode == 0
    after = corridor("doctor", cwd=tmp_path)
    assert after.returncode == 0, after.stdout
    assert "fail" not in after.stdout
    export = corridor("export", "--format", "json", cwd=tmp_path)
    assert json.loads(export.stdout) == []
    csv = corridor("export", cwd=tmp_path)
    assert csv.stdout.startswith("number,raised_at,unit")


def test_a_broken_file_stops_with_a_list_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "corridor.toml").write_text('[hospital]\nname = 7\nzoone = "UTC"\n')
    done = corridor("serve", cwd=tmp_path)
    assert done.returncode == 1
    assert "corridor.toml:2" in done.stderr
    assert "corridor.toml:3" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("args", [["sing"], ["export", "--format", "xml"], ["serve", "--loud"]])
def test_bad_usage_is_one_clear_line_and_exit_2(args: list[str], tmp_path: Path) -> None:
    done = corridor(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_logs_keep_no_text_of_people_or_errors(tmp_path: Path) -> None:
    """Not even of an exception that quotes it."""
    code = (
        "import logging, structlog; from bot.run import logs; logs.start('DEBUG');\n"
        "log = structlog.get_logger()\n"
        "log.info('got it', text='Jane Sample', key='concern:1')\n"
        "logging.getLogger('slack_bolt').warning('body: Jane Sample')\n"
        "try: raise ValueError('Jane Sample')\n"
        "except ValueError as error: log.error('handler failed', exc_info=error, ref='abc123')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "Jane" not in done.stderr + done.stdout
    assert "concern:1" in done.stderr
    assert "ValueError" in done.stderr
    assert "abc123" in done.stderr


def test_a_database_out_of_reach_is_one_line_without_its_password(tmp_path: Path) -> None:
    url = "postgres://u:tellnobody@127.0.0.1:1/x"
    for command in ("migrate", "export"):  # serve waits for it: tests/ops/test_waiting.py
        done = corridor(command, cwd=tmp_path, DATABASE_URL=url)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert "check DATABASE_URL" in done.stderr
        assert "tellnobody" not in done.stderr + done.stdout


def test_export_before_migrate_says_what_to_run(tmp_path: Path) -> None:
    done = corridor("export", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "corridor migrate" in done.stderr


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    """A folder whose data/corridor.db is up to date."""
    prepared.migrated(tmp_path / "data" / "corridor.db")
    return tmp_path


def test_export_to_where_nothing_can_be_written_is_one_line(migrated: Path) -> None:
    done = corridor("export", "--out", "no/such/folder.csv", cwd=migrated)
    assert done.returncode == 1
    assert done.stderr == "corridor: cannot write no/such/folder.csv: No such file or directory.\n"


def test_export_to_a_reader_that_leaves_is_no_error(migrated: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "export"],
        cwd=migrated,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_worker_stops_for_the_signal_of_hosts_as_it_does_for_ctrl_c(migrated: Path) -> None:
    """By itself, after what is under way: 0, or as for Ctrl-C (130, or -2 from Python itself) while
    it is still starting; -15 would mean that the signal killed it."""
    log = migrated / "data" / "corridor.db-wal"
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "worker"],
        cwd=migrated,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as working:
        while not log.exists() and working.poll() is None:
            time.sleep(0.05)
        working.terminate()
        assert working.wait(30) in {0, 130, -2}


def test_a_worker_that_was_told_to_stop_while_it_started_does_not_begin(migrated: Path) -> None:
    """The signal's own way out is lost where it meets somebody who swallows errors."""
    url = f"sqlite:///{migrated / 'data' / 'corridor.db'}"
    settings = load({"DATABASE_URL": url}, no_file)
    parts = frozenset({"worker"})
    app = root.build(settings, parts)
    alone = root._run_worker(app, settings, parts, lambda: True)
    asyncio.run(asyncio.wait_for(alone, 20))


def no_file(name: str) -> str:
    raise FileNotFoundError(name)
