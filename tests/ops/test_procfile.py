"""The Procfile runs as it is: each line as a process, the release first."""

from dataclasses import replace

from tests.ops.processes import House, patiently, procfile
from tests.ports import free_port
from tests.wire.slack_api import FakeSlack

WORDS = "label printer on 5 West prints blank"


def test_every_line_runs_and_a_message_arrives(harbor_house: House, slack: FakeSlack) -> None:
    lines = procfile()
    assert list(lines) == ["release", "web", "worker"]
    release = harbor_house.start(lines["release"])
    assert release.popen.wait(60) == 0, release.said()
    port = free_port()
    web = harbor_house.start(lines["web"], port)
    metrics = free_port()
    worker = harbor_house.start(lines["worker"], METRICS_PORT=str(metrics))
    patiently(web.ready)
    assert web.port == port
    people = slack.over_http(f"{web.url}/slack/events")
    assert people.command("ana", "/concern", WORDS, "ward-5w").result().ok
    patiently(lambda: WORDS in slack.shown("it-triage"))
    worker.port = metrics
    counted = worker.get("/metrics")
    assert counted is not None
    posted = [line for line in counted.text.splitlines() if 'outcome="sent"' in line]
    assert any('call="post"' in line and not line.endswith(" 0.0") for line in posted)
    for process in (web, worker):
        assert process.stop() == 0, process.said()
        assert "Traceback" not in process.said()


def test_with_a_port_of_their_own_the_metrics_are_on_no_other(harbor_house: House) -> None:
    """The platforms' address is known to the world."""
    port = free_port()
    web = harbor_house.start(["python", "-m", "bot", "serve"], METRICS_PORT=str(port))
    patiently(web.ready)
    answer = web.get("/metrics")
    assert answer is not None
    assert answer.status_code == 404
    beside = replace(web, port=port)
    patiently(beside.ready)
    counted = beside.get("/metrics")
    assert counted is not None
    assert "corridor_database_up 1" in counted.text
    assert web.stop() == 0
    assert "Traceback" not in web.said()
