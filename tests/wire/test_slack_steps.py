"""A step of a workflow that raises a concern: for whoever started it, guarded, and once."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.manifest import manifest
from adapters.slack.parse_events import RAISE_STEP
from adapters.slack.steps import NOT_RAISED
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack.things import Step
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Mode, Scene, scene

WORDS = "label printer on 5 West prints blank"
PATIENT = "scanner dead, pt John Smith MRN 00482913 waits"


@pytest.fixture(params=["http", "socket"])
def at(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, cast(Mode, request.param), steps=True) as found:
            yield found


def started(at: Scene, who: str, text: str = WORDS) -> Step:
    """Somebody's workflow has come to our step, and the step has ended."""
    at.people.starts(who, RAISE_STEP, {"text": text}).result()
    (step,) = list(at.slack.world.steps.values())[-1:]
    eventually(lambda: step.ended)
    return step


def dm(at: Scene, who: str) -> str:
    return at.slack.shown(at.slack.im(who))


def test_whoever_started_it_is_the_reporter_and_the_workflow_learns_the_number(at: Scene) -> None:
    step = started(at, "ana")
    assert (step.ended, step.told) == ("success", {"concern": "C-101"})
    eventually(lambda: WORDS in at.slack.shown("it-triage"))
    assert "Raised: Ana Ruiz · clinical" in at.slack.shown("it-triage")
    eventually(lambda: "C-101 is with IT" in dm(at, "ana"))


def test_told_once_more_it_is_the_same_concern_and_is_ended_once(at: Scene) -> None:
    answer = at.people.starts("ana", RAISE_STEP, {"text": WORDS}).result()
    (step,) = at.slack.world.steps.values()
    eventually(lambda: step.ended)
    at.people.again(answer).result()
    at.people.command("ana", "/corridor", "concerns", "ward-5w").result()
    eventually(lambda: "C-101" in at.slack.alone("ana"))
    assert "C-102" not in at.slack.alone("ana")
    assert len(at.slack.called("functions.completeSuccess")) == 1


def test_patient_data_is_looked_at_by_its_writer_first_and_the_workflow_is_told_no(
    at: Scene,
) -> None:
    step = started(at, "ana", PATIENT)
    assert (step.ended, step.told) == ("error", {"error": NOT_RAISED})
    eventually(lambda: "Check before it goes" in dm(at, "ana"))
    form = str([m.blocks for m in at.slack.im("ana").messages])
    assert "scanner dead" in form
    assert "00482913" not in form
    assert "scanner dead" not in at.slack.shown("it-triage")
    assert "00482913" not in at.app.stored()


def test_a_guest_gets_no_further_than_by_a_command(at: Scene) -> None:
    at.slack.user("ben").guest = "restricted"
    step = started(at, "ben")
    assert step.ended == "error"
    assert WORDS not in at.slack.shown("it-triage")
    assert WORDS not in at.app.stored()


def test_the_manifest_offers_it_only_where_it_was_asked_for() -> None:
    plain, asked = manifest(), manifest(steps=True)
    assert "functions" not in plain
    assert "function_runtime" not in plain["settings"]
    assert "function_executed" not in plain["settings"]["event_subscriptions"]["bot_events"]
    assert asked["settings"]["function_runtime"] == "remote"
    assert asked["settings"]["org_deploy_enabled"] is True
    assert "function_executed" in asked["settings"]["event_subscriptions"]["bot_events"]
    step = asked["functions"][RAISE_STEP]
    # A builder can't set this one: it is always whoever started the workflow.
    assert step["input_parameters"]["user_context"]["type"] == "slack#/types/user_context"
    assert not {"user", "user_id"} & set(step["input_parameters"])
