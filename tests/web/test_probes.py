"""What operators ask over HTTP."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection, event, text
from starlette.applications import Starlette

from adapters.memory.adapter import MemoryAdapter
from bot.run.metered_adapter import MeteredAdapter
from bot.run.metrics import Metrics
from bot.run.probes import PASSED_ON, WRITTEN, Probes
from bot.settings import Settings, SlackSettings, TeamsSettings
from bot.words.cards import Message
from bot.words.delivery import Result, Sent, TryLater
from bot.words.events import Channel
from storage import Unavailable
from storage.engine import counters
from storage.engine.observing import read_only_session, time_commits
from storage.engine.session import open_hospital
from storage.upkeep import health
from tests import prepared
from tests.harness import HARBOR, TRIAGE, WARDS, Bot
from tests.storage.postgres import emptied

CALLS = "corridor_deliveries_total{"


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    bot = Bot(tmp_path / "either.db", url=url)
    yield bot
    bot.end()


def samples(text: str) -> dict[str, float]:
    """Every sample under its name and labels, as Prometheus reads the text."""
    return {
        sample.name + _labels(sample.labels): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _labels(labels: dict[str, str]) -> str:
    said = ",".join(f'{name}="{word}"' for name, word in sorted(labels.items()))
    return f"{{{said}}}" if said else ""


def get(bot: Bot, path: str) -> httpx.Response:
    probes = Probes(bot.writer, lambda: bot.now, Metrics(["slack"]))
    transport = httpx.ASGITransport(Starlette(routes=probes.routes))

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    answer: httpx.Response = bot.run(asked())
    return answer


def test_alive_and_ready(bot: Bot) -> None:
    assert get(bot, "/healthz").text == "alive"
    assert get(bot, "/readyz").json() == {"ready": True}


def test_not_ready_while_nothing_can_be_written(bot: Bot) -> None:
    bot.writer.stop()
    answer = get(bot, "/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert get(bot, "/healthz").status_code == 200


@contextmanager
def read_only(bot: Bot) -> Iterator[None]:
    """As on a file system that was mounted anew, or a server that became a standby."""
    engine = bot.database.kw["bind"]
    sqlite = engine.dialect.name == "sqlite"
    words = "PRAGMA query_only=ON" if sqlite else "SET TRANSACTION READ ONLY"

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(words)

    event.listen(engine, "begin", begun)
    try:
        yield
    finally:
        event.remove(engine, "begin", begun)
        if sqlite:
            engine.dispose()


def test_not_ready_while_it_can_be_read_and_not_written(either: Bot) -> None:
    """Nobody has said anything yet, and nothing has failed: only writing tells."""
    assert get(either, "/readyz").status_code == 200
    with read_only(either):
        assert get(either, "/readyz").status_code == 503
        assert get(either, "/healthz").status_code == 200
    with pytest.raises(Unavailable), read_only(either):
        either.says("ana", "concern printer dead")
    while get(either, "/readyz").status_code != 200:
        time.sleep(0.05)
    either.says("ana", "concern printer dead")


def test_however_often_it_is_asked_it_writes_once_in_a_while_and_leaves_one_row(
    either: Bot,
) -> None:
    probes, written = Probes(either.writer, lambda: either.now), list[object]()
    event.listen(either.database.kw["bind"], "commit", written.append)

    async def asked(times: int) -> None:
        transport = httpx.ASGITransport(Starlette(routes=probes.routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for _ in range(times):
                assert (await client.get("/readyz")).status_code == 200

    began = time.monotonic()
    either.run(asked(40))
    assert 1 <= len(written) <= 1 + (time.monotonic() - began) / WRITTEN
    for _ in range(5):
        either.run(either.writer.run(counters.prove_writable))
    with either.database() as db:
        rows = db.execute(text("SELECT count(*) FROM counters WHERE name LIKE 'written to see%'"))
        assert rows.scalar() == 1


def test_a_disk_with_no_room_is_not_ready(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{bot.path}"
    assert health.disk_full(url) == ""
    monkeypatch.setattr(health, "LEAST_ROOM", 1 << 62)
    assert health.disk_full(url) == "the database's disk is full"
    assert health.disk_full("postgresql://db.example/corridor") == ""


def test_metrics_count_what_waits_and_name_nobody(bot: Bot) -> None:
    bot.chats["slack"].down = True
    bot.says("ana", "concern printer dead")
    bot.wait(minutes=10)
    text = get(bot, "/metrics").text
    counted = samples(text)
    assert counted['corridor_concerns{state="new"}'] == 1
    assert counted['corridor_outbox_messages{platform="slack",state="failing"}'] >= 1
    assert counted['corridor_outbox_oldest_seconds{platform="slack"}'] >= 500
    assert counted['corridor_rooms_failing{platform="slack"}'] >= 1
    assert counted["corridor_database_up"] == 1
    assert "Ana" not in text
    assert "printer" not in text


def test_dead_letters_and_late_things_are_counted(bot: Bot) -> None:
    bot.chats["slack"].closed.add(TRIAGE)
    bot.says("ana", "concern printer dead", WARDS["5W"])
    counted = samples(get(bot, "/metrics").text)
    assert counted['corridor_outbox_dead{platform="slack"}'] == 1
    assert counted["corridor_timers_overdue"] == 0
    bot.now += timedelta(days=9)
    counted = samples(get(bot, "/metrics").text)
    assert counted["corridor_timers_overdue"] >= 1
    assert counted["corridor_timers_oldest_seconds"] > 86400


def test_what_the_process_knows_is_told_without_the_database(bot: Bot) -> None:
    bot.database.kw["bind"].dispose()
    bot.writer.healthy = False
    bot.path.rename(bot.path.with_name("gone.db"))
    counted = samples(get(bot, "/metrics").text)
    assert counted["corridor_database_up"] == 0
    assert counted['corridor_deliveries_total{call="post",outcome="sent",platform="slack"}'] == 0
    assert "corridor_outbox_dead" not in str(counted)


async def test_every_call_of_a_platform_is_counted_by_its_outcome() -> None:
    metrics = Metrics(["slack"])
    slack = MemoryAdapter()
    watched, said = MeteredAdapter("slack", slack, metrics.delivery), Message("A note")
    sent = await watched.post(TRIAGE, said, thread="", key="note:1")
    assert isinstance(sent, Sent)
    await watched.edit(TRIAGE, sent.ref, said)
    assert await watched.find(TRIAGE, thread="", key="note:1") == sent.ref
    slack.down = True
    await watched.edit(TRIAGE, sent.ref, said)
    slack.down = False
    slack.closed.add(TRIAGE)
    await watched.post(TRIAGE, said, thread="", key="note:2")
    counted = samples(generate_latest(metrics.registry).decode())
    found = {
        (call, outcome): counted[f'{CALLS}call="{call}",outcome="{outcome}",platform="slack"}}']
        for call, outcome in (
            *(("post", "sent"), ("post", "refused"), ("edit", "sent"), ("edit", "later")),
            ("find", "found"),
        )
    }
    assert set(found.values()) == {1}


async def test_a_call_that_hangs_or_breaks_is_counted_too() -> None:
    """As the relay gives it up."""
    metrics = Metrics(["slack"])
    watched = MeteredAdapter("slack", Broken(), metrics.delivery)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(watched.post(TRIAGE, Message("x"), thread="", key="k"), 0.01)
    with pytest.raises(OSError, match="cable"):
        await watched.edit(TRIAGE, "1", Message("x"))
    counted = samples(generate_latest(metrics.registry).decode())
    assert counted[f'{CALLS}call="post",outcome="timeout",platform="slack"}}'] == 1
    assert counted[f'{CALLS}call="edit",outcome="error",platform="slack"}}'] == 1


@pytest.mark.parametrize(("after", "outcome"), [(30.0, "limited"), (0.0, "later")])
async def test_a_time_to_wait_is_told_from_a_failure(after: float, outcome: str) -> None:
    """429 from what is out of order."""
    metrics, slow = Metrics(["slack"]), MemoryAdapter()
    slow._failure = lambda _: TryLater(after)  # type: ignore[method-assign,assignment]
    await MeteredAdapter("slack", slow, metrics.delivery).edit(TRIAGE, "1", Message("x"))
    counted = samples(generate_latest(metrics.registry).decode())
    assert counted[f'{CALLS}call="edit",outcome="{outcome}",platform="slack"}}'] == 1


class Broken(MemoryAdapter):
    async def post(self, to: Channel, message: Message, *, thread: str, key: str) -> Result:
        await asyncio.sleep(9)
        return await super().post(to, message, thread=thread, key=key)

    async def edit(self, to: Channel, ref: str, message: Message) -> Result:
        raise OSError("a cable")


def test_whatever_is_planted_no_label_holds_it() -> None:
    """Labels come from short lists of ours."""
    metrics = Metrics(["slack"])
    metrics.event("Jane Sample MRN 12345678", "Jane Sample", 0.1)
    metrics.delivery("C0TRIAGE01", "Jane", "U0SAM00001", 0.1)
    text = generate_latest(metrics.registry).decode()
    assert 'corridor_events_total{kind="other",outcome="other"} 1' in text
    for planted in ("Jane", "12345678", "C0TRIAGE01", "U0SAM00001"):
        assert planted not in text


def test_commits_are_timed(tmp_path: Path) -> None:
    prepared.tables(tmp_path / "some.db")
    database, took = open_hospital(f"sqlite:///{tmp_path / 'some.db'}", "harbor"), list[float]()
    time_commits(database, took.append)
    with database.begin() as db:
        counters.take(db, "concern")
    assert len(took) == 1
    assert took[0] > 0
    with read_only_session(database) as db:
        assert db.scalar(text("SELECT 1"))
    assert len(took) == 1
    database.kw["bind"].dispose()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://u:secret@db:5433/corridor", "db:5433/corridor"),
        ("postgresql://u:secret@/corridor?host=a:1&host=b:2", "a:1,b:2/corridor"),
        ("sqlite:///data/corridor.db", "data/corridor.db"),
    ],
)
def test_where_the_database_is_names_every_host_and_no_secret(url: str, place: str) -> None:
    assert health.place(url) == place


def asked(bot: Bot, settings: Settings, peer: str = "127.0.0.1", **headers: str) -> int:
    """The status of /metrics on the public port, for whoever comes from there."""
    probes = Probes(bot.writer, lambda: bot.now, Metrics(["slack"]))
    app = Starlette(routes=probes.public(settings))
    transport = httpx.ASGITransport(app, client=(peer, 1234))
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get("/metrics", headers=named)).status_code

    status: int = bot.run(ask())
    return status


ALONE = Settings(HARBOR)
SECRET = "a-token-of-20-characters-or-more"


def test_metrics_are_for_this_machine_where_nothing_passes_requests_on(bot: Bot) -> None:
    assert asked(bot, ALONE) == 200
    assert asked(bot, ALONE, "::1") == 200
    assert asked(bot, ALONE, "192.0.2.7") == 403
    assert asked(bot, ALONE, host="corridor.example") == 403
    socket = replace(ALONE, slack=SlackSettings(bot_token="xoxb-1", app_token="xapp-1"))
    assert asked(bot, socket) == 200


@pytest.mark.parametrize("header", sorted(PASSED_ON))
def test_what_a_proxy_of_this_machine_passes_on_is_not_from_here(bot: Bot, header: str) -> None:
    assert asked(bot, ALONE, **{header: "127.0.0.1"}) == 403


def test_where_platforms_post_to_us_loopback_is_nobody(bot: Bot) -> None:
    """A proxy that says nothing of it looks like somebody of this machine."""
    slack = SlackSettings(bot_token="xoxb-1", signing_secret="s")
    for one in (replace(ALONE, slack=slack), replace(ALONE, teams=TeamsSettings())):
        assert asked(bot, one) == 403
        assert asked(bot, replace(one, metrics_token=SECRET)) == 401
        both = replace(one, metrics_token=SECRET)
        assert asked(bot, both, "192.0.2.7", authorization=f"Bearer {SECRET}") == 200


@pytest.mark.parametrize("sent", ["", "Bearer", f"bearer {SECRET}x", f"Basic {SECRET}", "Bearer é"])
def test_only_the_token_itself_counts_once_there_is_one(bot: Bot, sent: str) -> None:
    headers = {"authorization": sent} if sent.isascii() else {}
    assert asked(bot, replace(ALONE, metrics_token=SECRET), **headers) == 401
