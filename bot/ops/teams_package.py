"""The Teams package for this hospital: its manifest filled in from the settings file."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from adapters.teams.manifest import About
from bot.rules.hospital import Hospital
from bot.settings import load

NOWHERE = "https://corridor.example"
FIRST = "1.0.0"


def about(env: Mapping[str, str], given: Mapping[str, str]) -> About:
    """Whose app it is; what is `given` goes before the settings. `BadSettings` where the file is
    wrong. The variables of Teams need not be whole: the package is made before there is a password.
    """
    settings = load({name: env[name] for name in ("CORRIDOR_CONFIG",) if name in env})
    hospital = (
        settings.hospital if settings.config else Hospital("", "Hospital IT", ZoneInfo("UTC"))
    )
    return About(
        app_id=given["app_id"] or env.get("TEAMS_APP_ID", ""),
        developer=given["developer"] or hospital.name,
        website=given["website"] or _site(hospital.event_report or hospital.downtime),
        privacy=given["privacy"],
        terms=given["terms"],
        version=given["version"] or FIRST,
    )


def _site(page: str) -> str:
    """The https address of the site that a page of the hospital's is on."""
    host = page.partition("://")[2].partition("/")[0]
    return f"https://{host}" if host else NOWHERE
