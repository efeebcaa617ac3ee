"""The examples for Prometheus and Grafana ask for what there is, and link to what is written."""

import asyncio
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.ops.migrations import migrate
from bot.run.app import build
from bot.run.metrics import CALLS, ENDS, KINDS, RESULTS
from bot.settings import load
from bot.words.events import Account, Channel, Command
from storage.upkeep.backlog import STATES
from tests.harness import TRIAGE, WARDS, Bot
from tests.web.test_probes import get

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NAME = re.compile(r"\b(?:corridor|process)_[a-z_]+")
LABELS = re.compile(r"\{([^{}]*)\}")
WORDS = {
    "state": {*STATES},
    "outcome": {*ENDS, *RESULTS},
    "kind": {*KINDS},
    "call": {*CALLS},
    "job": {"corridor"},
}


@pytest.fixture
def told(bot: Bot) -> str:
    """What /metrics says when something of everything has happened."""
    bot.chats["slack"].closed.add(TRIAGE)
    bot.chats["teams"].down = True
    bot.says("ana", "concern printer dead", WARDS["5W"])
    return get(bot, "/metrics").text


def names(text: str) -> set[str]:
    """Of every family and sample."""
    found = set()
    for family in text_string_to_metric_families(text):
        found |= {family.name} | {sample.name for sample in family.samples}
        if family.type == "histogram":
            found |= {f"{family.name}_{part}" for part in ("bucket", "sum", "count")}
        if family.type == "counter":
            found.add(f"{family.name}_total")
    return found


def rules() -> list[dict[str, Any]]:
    text = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))
    return [rule for group in text["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))["panels"]
    return found


def queries() -> list[str]:
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    return [*asked, *(rule["expr"] for rule in rules())]


def test_every_query_asks_for_a_metric_that_there_is(told: str) -> None:
    known = names(told)
    for query in queries():
        asked = set(NAME.findall(query))
        assert asked, query
        assert asked <= known, query


def test_every_label_in_a_query_has_a_word_that_it_can_have() -> None:
    for query in queries():
        for part in ",".join(LABELS.findall(query)).split(","):
            match = re.fullmatch(r'\s*(\w+)\s*(?:=~|!=|=)\s*"([^"]*)"\s*', part)
            if part.strip():
                assert match, part
                assert set(match[2].split("|")) <= WORDS[match[1]], query


def test_every_metric_of_ours_is_on_the_dashboard(told: str) -> None:
    shown = set(NAME.findall(" ".join(queries())))
    families = [one.name for one in text_string_to_metric_families(told)]
    ours = {name for name in families if "corridor" in name and not name.endswith("_created")}
    for name in ours:
        assert {name, f"{name}_total", f"{name}_bucket", f"{name}_count"} & shown, name


def test_every_alert_says_what_to_do() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    heads = {slug(line) for line in page.splitlines() if line.startswith("#")}
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        place, _, head = rule["annotations"]["runbook_url"].partition("#")
        assert (ROOT / place).exists()
        assert head in heads, rule["alert"]


def slug(line: str) -> str:
    """How a heading is linked to."""
    plain = re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower())
    return plain.replace(" ", "-")


def test_promtool_finds_nothing_wrong(told: str) -> None:
    """Where it is installed; what it checks is otherwise checked above."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool here")
    subprocess.run([promtool, "check", "rules", DEPLOY / "alerts.yaml"], check=True, timeout=300)
    subprocess.run([promtool, "check", "metrics"], input=told.encode(), check=True, timeout=300)


def test_panels_do_not_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        mine = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not mine & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= mine


def test_the_real_app_counts_what_its_people_do(tmp_path: Path) -> None:
    """The counters hang where they should: nothing here is put together by the test."""
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'corridor.db'}"}
    settings = load(env, _none)
    migrate(settings)
    app = build(settings)
    app.writer.start()
    registry = app.probes._metrics_here.registry

    async def act() -> None:

        room = Channel("web", "playground", "it-triage")
        who = Account("web", "playground", "sam", "Sam")
        await app.core(Command("e1", room, who, "help", ""))
        await app.core(Command("e2", room, who, "take", "C-9999"))
        await app.core(Command("e3", room, who, "concern", "printer dead"))
        await app.relay.drain()

    asyncio.run(act())
    app.writer.stop()
    app.writer.database.kw["bind"].dispose()

    def value(name: str, **labels: str) -> float:
        return registry.get_sample_value(name, labels) or 0

    assert value("corridor_events_total", kind="command", outcome="answered") == 2
    assert value("corridor_events_total", kind="command", outcome="refused") == 1
    assert value("corridor_event_seconds_count", kind="command") == 3
    sent = {"platform": "web", "call": "post", "outcome": "sent"}
    assert value("corridor_deliveries_total", **sent) >= 1
    assert value("corridor_database_commit_seconds_count") >= 3


def _none(name: str) -> str:
    raise FileNotFoundError(name)
