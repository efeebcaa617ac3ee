"""Secrets are in the environment, and in nothing that others can look at."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from bot.ops.cli import cli

ROOT = Path(__file__).parents[2]


def pins() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pins", ROOT / "tools" / "pins.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_command_takes_a_secret_where_process_lists_show_it() -> None:
    left, options = [get_command(cli)], []
    while left:
        one = left.pop()
        left += getattr(one, "commands", {}).values()
        options += [option for param in one.params for option in param.opts]
    assert options
    for word in ("secret", "token", "password", "key"):
        assert [option for option in options if word in option] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_process_that_serves_leaves_no_core_dump() -> None:
    code = (
        "import resource; from bot.run.app import disable_core_dumps as k;"
        " k(); print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"0"


def test_everything_is_pinned_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert pins().wrong(lock, {"starlette", "cryptography"}) == []


def test_what_is_not_pinned_is_seen() -> None:
    wrong = pins().wrong
    assert wrong("a==1 \\\n    --hash=sha256:ab\n", {"a"}) == []
    assert wrong("a>=1 \\\n    --hash=sha256:ab\n", set()) != []
    assert wrong("a==1\n", {"a"}) == ["a is not pinned with a hash"]
    assert wrong("a==1 --hash=md5:ab\n", {"a"}) == ["a is not pinned with a hash"]
    assert wrong("", {"a"}) == ["a is missing: make lock"]
