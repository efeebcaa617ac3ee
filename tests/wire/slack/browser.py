"""A browser that installs the app: to our page, to Slack's consent, and back to us."""

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientResponse, ClientSession

from tests.wire.slack.world import World

LINK = re.compile(r'href="([^"]*oauth/v2/authorize[^"]*)"')


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person does on the way. `without` are optional scopes they leave out; `state` and
    `code` go back changed where given; `cookie`: whether they come back in the same browser;
    `everywhere`: for the whole organisation."""

    team: str
    user: str = ""
    cancel: bool = False
    without: tuple[str, ...] = ()
    state: str | None = None
    code: str | None = None
    cookie: bool = True
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Installed:
    """The page that the person ends on, and where they were sent for consent."""

    status: int
    page: str
    authorize: str
    returned: str


async def install(
    client: ClientSession, world: World, start: str, back: str, consent: Consent
) -> Installed:
    """`start` is our install page, `back` where Slack returns to unless the app says otherwise."""
    async with client.get(start, allow_redirects=False) as first:
        authorize, cookies = await _way(first), _cookies(first) if consent.cookie else {}
    query = {k: v[0] for k, v in parse_qs(urlsplit(authorize).query).items()}
    params = _agreed(world, query, consent)
    target = query.get("redirect_uri") or back
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())} if cookies else {}
    async with client.get(target, params=params, headers=headers, allow_redirects=False) as last:
        return Installed(last.status, await last.text(), authorize, str(last.url))


async def _way(page: ClientResponse) -> str:
    """The link to Slack, from a redirect or from the page."""
    if page.status in {301, 302, 303, 307}:
        return page.headers["Location"]
    text = await page.text()
    found = LINK.search(text)
    assert found is not None, f"no link to Slack on the install page ({page.status}): {text[:200]}"
    return html.unescape(found[1])


def _cookies(page: ClientResponse) -> dict[str, str]:
    return {name: morsel.value for name, morsel in page.cookies.items()}


def _agreed(world: World, query: dict[str, str], consent: Consent) -> dict[str, str]:
    """What Slack sends back with the browser: a code for what was agreed to, or a refusal."""
    assert query.get("client_id") == world.app.client_id, "that is another app's client id"
    scopes = set(query.get("scope", "").split(",")) - {""}
    assert scopes, "no scopes are asked for"
    assert scopes <= world.app.scopes, f"not in the manifest: {scopes - world.app.scopes}"
    state = consent.state if consent.state is not None else query.get("state", "")
    if consent.cancel:
        return {"error": "access_denied", "state": state}
    code = _code(world, query, scopes - set(consent.without), consent)
    return {"code": consent.code or code, "state": state}


def _code(world: World, query: dict[str, str], scopes: set[str], consent: Consent) -> str:
    with world.lock:
        code, team = world.secret(16), world.teams[consent.team]
        world.codes[code] = {
            "team": "" if consent.everywhere else team.id,
            "org": team.org,
            "scope": ",".join(sorted(scopes)),
            "user": world.user(consent.user).id if consent.user else "U0INSTALL01",
            "redirect_uri": query.get("redirect_uri", ""),
            "made": str(world.clock.now()),
        }
    return code
