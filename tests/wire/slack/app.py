"""The app as it is registered with the stand-in: its keys, and what its manifest declares."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Manifest = dict[str, Any]
SCOPES = frozenset(
    "app_mentions:read channels:history channels:read chat:write commands files:write"
    " groups:history groups:read im:history im:read im:write links:read links:write reactions:read reactions:write"
    " team:read usergroups:read users:read users:read.email".split()
)


@dataclass
class App:
    """What is None is not restricted, as before a manifest was given. `commands` tell whether
    Slack escapes names in what people type after them."""

    id: str = "A0CORRIDOR"
    name: str = "Corridor"
    handle: str = "corridor"
    client_id: str = "1111111111.2222222222"
    client_secret: str = "not-a-secret-client"
    signing_secret: str = "not-a-secret-signing"
    scopes: frozenset[str] = SCOPES
    commands: dict[str, bool] | None = None
    shortcuts: dict[str, str] | None = None
    events: frozenset[str] | None = None
    home: bool = True
    messages: bool = True
    rotation: bool = False
    functions: dict[str, Manifest] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()

    def configure(self, manifest: Manifest) -> None:
        """From now on the app has what this manifest declares, and nothing else."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        commands = features.get("slash_commands", [])
        self.commands = {c["command"]: bool(c.get("should_escape")) for c in commands}
        self.shortcuts = {s["callback_id"]: s["type"] for s in features.get("shortcuts", [])}
        self.events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.functions = dict(manifest.get("functions", {}))
        if self.functions and not settings.get("org_deploy_enabled"):
            raise ValueError("functions need an app that is ready for organisations")
        self.domains = frozenset(features.get("unfurl_domains", []))
        self._tabs(features.get("app_home", {}))
        self.scopes = frozenset(_scopes(manifest.get("oauth_config", {})))
        self.rotation = bool(settings.get("token_rotation_enabled"))

    def _tabs(self, home: Manifest) -> None:
        self.home = bool(home.get("home_tab_enabled"))
        writable = not home.get("messages_tab_read_only_enabled", False)
        self.messages = bool(home.get("messages_tab_enabled")) and writable

    def escapes(self, command: str) -> bool:
        return self.commands is None or self.commands.get(command, False)


def _scopes(oauth: Manifest) -> Iterable[str]:
    scopes = oauth.get("scopes", {})
    yield from scopes.get("bot", [])
    yield from scopes.get("bot_optional", [])
