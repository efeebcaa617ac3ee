"""The playground in a real browser: the app runs as an operator starts it, on a port of its own."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds, against hanging only: the machine may have much else to do
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    env = {**os.environ, "PORT": str(port), "PYTHONPATH": str(ROOT), "CORRIDOR_CONFIG": ""}
    env = {k: v for k, v in env.items() if v and not k.startswith(("SLACK_", "TEAMS_"))}
    with (tmp_path / "log").open("wb") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=tmp_path, env=env, stdout=log, stderr=log
        )
        try:
            yield _ready(f"http://127.0.0.1:{port}/")
        finally:
            serving.terminate()
            serving.wait(PATIENCE)


def _ready(url: str) -> str:
    end = time.monotonic() + 120  # against hanging only
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}readyz", timeout=30):
                return url
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the app did not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium: run make system")
        pytest.skip("no chromium: run make system")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE * 1000)
        opened = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield opened
        opened.close()
