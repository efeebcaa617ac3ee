"""People mentioned on Slack (R34): the id says who, and the profile's name only how it reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Scene, scene

FIXED = "the label printers work again"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        slack.world.user("kim").real_name = "Kim Lee, RN (they/them)"
        with scene(tmp_path, slack, "http") as found:
            yield found


def drafted(at: Scene, *said: str) -> None:
    def seen() -> str:
        return at.slack.shown(at.slack.im("jo")) + at.slack.alone("jo")

    eventually(lambda: "nothing is sent yet" in seen(), 10)
    assert not [words for words in said if words not in seen()], seen()


@pytest.mark.parametrize("words", [
    "win @kim @sam {}",
    "win @kim\u00a0@sam\u00a0{}",
    "win @kim, @sam: {}",
    "win {} @kim @sam",
    "win thanks to @kim and @sam for {}",
])  # fmt: skip
def test_a_command_names_people_by_their_ids(at: Scene, words: str) -> None:
    at.people.command("jo", "/corridor", words.format(FIXED), "it-triage").result()
    drafted(at, "For Sam Ortiz · IT and Kim Lee · IT", f"> {FIXED}\n")


def test_so_does_a_message(at: Scene) -> None:
    at.people.says("jo", "it-triage", f"@corridor win @kim @sam {FIXED}").result()
    drafted(at, "For Sam Ortiz · IT and Kim Lee · IT", f"> {FIXED}\n")


def test_a_possessive_is_no_part_of_the_name(at: Scene) -> None:
    at.people.command(
        "jo", "/corridor", "win @kim's night shift kept us going", "it-triage"
    ).result()
    drafted(at, "For Kim Lee · IT", "> night shift kept us going\n")


def test_whom_nobody_has_met_is_known_from_now_on(at: Scene) -> None:
    at.people.command("jo", "/corridor", f"win @raj {FIXED}", "it-triage").result()
    drafted(at, "For Raj Patel")


def test_a_guest_is_not(at: Scene) -> None:
    at.slack.person("Vic Vendor", guest=True)
    at.people.command("jo", "/corridor", f"win @vic {FIXED}", "it-triage").result()
    eventually(lambda: at.slack.modal("jo"))
    view = at.slack.modal("jo")
    assert view is not None
    assert "Vic Vendor is a guest or an app here" in at.slack.text(view)


def test_a_handle_that_slack_does_not_escape_is_found(at: Scene) -> None:
    """As it comes from a slash command whose app was made without `should_escape`."""
    slack = at.slack
    slack.person("Samuel Webb", handle="sam.it")
    at.people.dm("sam.it", "help").result()
    slack.world.app.commands = dict.fromkeys(slack.world.app.commands or (), False)
    at.people.command("jo", "/corridor", f"win @sam.it {FIXED}", "it-triage").result()
    drafted(at, "For Samuel Webb", f"> {FIXED}\n")
