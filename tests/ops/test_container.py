"""The container file and the compose file hold to what is said of them. No container is built here:
where there is no daemon nothing can be, so they are read."""

import json
import re
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.alive import alive
from bot.settings import load
from bot.settings.variables import PLAIN, SLACK, TEAMS

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"^([A-Z]+)\s+(.*)$", re.DOTALL)


def instructions() -> list[tuple[str, str]]:
    """Each with its words; continued lines are one."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    whole = (line.strip() for line in lines.replace("\\\n", " ").splitlines())
    found = [LINE.match(line) for line in whole if line]
    assert all(found)
    return [(m[1], m[2]) for m in found if m]


def stages() -> list[list[tuple[str, str]]]:
    parts: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            parts.append([])
        if parts:
            parts[-1].append((word, rest))
    return parts


def said(stage: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for name, rest in stage if name == word]


def test_what_is_installed_is_in_the_lock_by_its_hash_and_nothing_is_compiled() -> None:
    build, last = stages()
    (install,) = [run for run in said(build, "RUN") if "requirements.lock" in run]
    assert "--require-hashes" in install
    assert "--only-binary=:all:" in install
    assert not any("pip" in run or "apt" in run for run in said(last, "RUN"))
    assert any("uninstall --yes setuptools pip" in run for run in said(build, "RUN"))


def test_it_runs_as_nobody_in_particular_and_writes_to_one_place() -> None:
    last = stages()[-1]
    assert said(last, "USER") == ["10001:10001"]
    assert [rest for name, rest in last if name == "COPY"] == [
        "--from=build /opt/corridor /opt/corridor"
    ]
    assert said(last, "VOLUME") == said(last, "WORKDIR") == ["/data"]
    words = [name for name, _ in last]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert words.index("COPY") < words.index("USER"), "the code is root's, not its own to change"


def test_signals_reach_python_and_python_alone_looks_after_its_health() -> None:
    last = stages()[-1]
    assert json.loads(said(last, "ENTRYPOINT")[0]) == ["python", "-m", "bot"]
    assert json.loads(said(last, "CMD")[0]) == ["serve"]
    (health,) = said(last, "HEALTHCHECK")
    assert json.loads(health.partition("CMD ")[2]) == ["python", "-m", "bot.alive"]
    assert said(last, "STOPSIGNAL") == ["SIGTERM"]


def test_images_are_pinned_and_no_secret_is_in_one() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^ARG PYTHON=python:3\.\d+-slim$", text, re.M)
    assert "latest" not in text
    assert "ADD " not in text
    for name in ("CORRIDOR_KEYS", "DATABASE_URL", *SLACK, *TEAMS):
        assert name not in text


def test_only_what_is_needed_gets_into_the_image() -> None:
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8")
    assert ignored == (ROOT / ".dockerignore").read_text(encoding="utf-8")
    let_in = {line[1:] for line in ignored.splitlines() if line.startswith("!")}
    copied = {
        one
        for rest in said(stages()[0], "COPY")
        for one in rest.split()[:-1]
        if not one.startswith("--")
    }
    assert let_in == copied
    assert all((ROOT / one).exists() for one in let_in)


def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_the_compose_file_is_one() -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(composed(), json.loads(schema.read_text(encoding="utf-8")))


def test_one_release_comes_before_any_web_or_worker() -> None:
    services = composed()["services"]
    assert set(services) == {"database", "release", "web", "worker"}
    commands = {name: services[name]["command"] for name in ("release", "web", "worker")}
    assert commands == {"release": ["migrate"], "web": ["web"], "worker": ["worker"]}
    for name in ("web", "worker"):
        after = services[name]["depends_on"]
        assert after["release"] == {"condition": "service_completed_successfully"}
        assert after["database"] == {"condition": "service_healthy"}
        assert services[name]["deploy"]["replicas"] >= 2
        assert "container_name" not in services[name], "then there could be one only"
        assert not services[name].get("ports"), "then there could be one only"
    assert services["release"]["restart"] == "no"


def test_every_service_is_as_closed_as_it_can_be() -> None:
    services = composed()["services"]
    for name in ("release", "web", "worker"):
        one = services[name]
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
        seconds = int(one["stop_grace_period"].removesuffix("s"))
        assert seconds > 10, "it takes ten to stop"
        assert one["env_file"] == "deploy/corridor.env"
    assert "database" in composed()["volumes"]
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert "PASSWORD" not in text.replace("POSTGRES_PASSWORD", "")


def test_the_example_of_an_environment_names_variables_that_there_are() -> None:
    text = (ROOT / "deploy" / "corridor.env.example").read_text(encoding="utf-8")
    given = dict(line.split("=", 1) for line in text.splitlines() if line and line[0] != "#")
    assert given.keys() <= {*PLAIN, *SLACK, *TEAMS}
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    teams = {name: "" for name in given if name.startswith("TEAMS_")}
    toml = '[hospital]\nname = "Harbor"\nzone = "UTC"\n'
    found = load({**given, **slack, **teams, "HOST": "0.0.0.0"}, lambda _: toml)
    assert found.database_url.startswith("postgresql+psycopg://corridor")
    assert not found.playground


@pytest.mark.parametrize(("status", "lives"), [(200, True), (503, False)])
def test_it_lives_while_it_says_so(status: int, *, lives: bool) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        assert alive(server.server_port) is lives
        server.shutdown()
        thread.join()


def test_the_health_check_is_a_program_of_its_own() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = str(nobody.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "bot.alive"],
            cwd=ROOT,
            env={"METRICS_PORT": port},
            timeout=300,
            check=False,
        )
    assert done.returncode == 1
