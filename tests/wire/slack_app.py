"""Corridor in Harbor City General's Slack, by either transport, and how tests look at both."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from adapters.slack.manifest import manifest
from tests.wire.running import HOSPITAL, Running, eventually, running
from tests.wire.slack.people import People
from tests.wire.slack_api import FakeSlack

Mode = Literal["http", "socket"]
ROOMS = """
[[rooms]]
platform = "slack"
id = "{triage}"
purpose = "triage"
name = "IT triage"
[[rooms]]
platform = "slack"
id = "{ward}"
purpose = "ward"
unit = "5W"
name = "5 West"
[[people]]
name = "Ana Ruiz"
platform = "slack"
id = "{ana}"
side = "clinical"
unit = "5W"
[[people]]
name = "Sam Ortiz"
platform = "slack"
id = "{sam}"
side = "it"
[[people]]
name = "Kim Lee"
platform = "slack"
id = "{kim}"
side = "it"
[[people]]
name = "Jo Park"
platform = "slack"
id = "{jo}"
side = "both"
roles = ["admin", "oncall", "backup"]
"""


@dataclass
class Scene:
    """A stand-in for Slack, the real app, and the people between them."""

    slack: FakeSlack
    app: Running
    people: People

    def raised(self, words: str = "label printer on 5 West prints blank") -> None:
        """Ana has a concern, and its cards are in both rooms."""
        self.people.command("ana", "/concern", words, "ward-5w").result()
        eventually(lambda: "C-101" in self.slack.shown("it-triage"))
        eventually(lambda: "C-101" in self.slack.shown("ward-5w"))

    def alone(self, who: str, words: str) -> None:
        """Someone is told this, alone."""
        eventually(lambda: words in self.slack.alone(who) or self.slack.alone(who) * 0)


@contextmanager
def scene(
    path: Path,
    slack: FakeSlack,
    mode: Mode,
    more: str = "",
    *,
    everything: bool = True,
    steps: bool = False,
    **env: str,
) -> Iterator[Scene]:
    """The app with its own manifest, of which `everything` takes the optional permissions too, and
    `steps` the step of workflows; `more` is added to its corridor.toml, `env` to its environment."""
    url = "https://corridor.example" if mode == "http" else ""
    slack.configure(manifest(url, everything=everything, steps=steps))
    with running(path, {**environment(slack, mode), **env}, config(slack) + more) as app:
        if mode == "http":
            people = slack.over_http(f"{app.url}/slack/events")
        else:
            people = slack.over_socket()
            eventually(lambda: slack.sockets.links)
        yield Scene(slack, app, people)


def config(slack: FakeSlack) -> str:
    """The corridor.toml."""
    return HOSPITAL + ROOMS.format(
        triage=slack.channel("it-triage").id,
        ward=slack.channel("ward-5w").id,
        ana=slack.user("ana").id,
        **{name: slack.user(name).id for name in ("sam", "kim", "jo")},
    )


def environment(slack: FakeSlack, mode: Mode) -> Mapping[str, str]:
    secret = {
        "http": {"SLACK_SIGNING_SECRET": slack.app.signing_secret},
        "socket": {"SLACK_APP_TOKEN": slack.app_token},
    }
    return {"SLACK_BOT_TOKEN": slack.token, "SLACK_API_URL": slack.api_url, **secret[mode]}
