"""Teams: its door, its adapter, and what they remember."""

from dataclasses import replace
from functools import partial

from adapters.teams.adapter import TeamsAdapter
from adapters.teams.client import Connector
from adapters.teams.clouds import CLOUDS, Reach
from adapters.teams.credentials import Credentials
from adapters.teams.directory import Directory
from adapters.teams.endpoint import AccessPolicy, Endpoint
from adapters.teams.http import HttpClient
from adapters.teams.lazy_sdk import LazySdk
from adapters.teams.links import TeamsLinks
from adapters.teams.people import People
from adapters.teams.replies import Replies
from adapters.teams.signing_keys import SigningKeys
from adapters.teams.thin import Thin
from adapters.teams.token import TokenValidator
from bot.core.guarding import own_name
from bot.core.renewing import renewals
from bot.core.router import routes
from bot.features import FEATURES
from bot.run.platforms.parts import Platform, PlatformParts
from bot.run.teams_store import TeamsStore
from bot.run.teams_views import ViewingAdapter
from bot.settings import TeamsSettings

# The tenant of activities that name none, where nobody checks. Microsoft's playground, which trials
# are made with, has no dialogs: there each form is a card in the chat.
TRIAL = "trial"


def serve(parts: PlatformParts, teams: TeamsSettings) -> Platform:
    """What the settings ask for. `TEAMS_AUTH=off` leaves out tokens both ways, `TEAMS_SDK=off`
    Microsoft's SDK."""
    cloud = CLOUDS[teams.cloud]
    opens = parts.opens if teams.check_tokens else frozenset[str]()  # see TRIAL
    http = HttpClient(parts.network)
    reach = Reach(cloud.hosts, teams.service_urls, local=not teams.check_tokens)
    credentials = _credentials(teams, http) if teams.check_tokens else None
    token = credentials.token if credentials else None
    door = LazySdk(teams.app_id, http, token) if teams.sdk else Thin(http, token)
    named = partial(own_name, guard=parts.guard)
    directory = Directory(TeamsStore(parts.writer, parts.clock, named))
    everywhere = teams.service_urls[0] if teams.service_urls else cloud.everywhere
    connector = Connector(door, directory, reach, everywhere, f"28:{teams.app_id}", credentials)
    keys = SigningKeys(teams.openid_url or cloud.openid, http.get)
    tokens = (
        TokenValidator(keys, teams.app_id, cloud.issuer, parts.seconds)
        if teams.check_tokens
        else None
    )
    access = AccessPolicy(
        tokens, reach, frozenset(filter(None, (teams.tenant_id,))), teams.tenant_id or TRIAL
    )
    replies = Replies(connector, opens, parts.answers, targets=teams.targeted)
    groups = [group.id for group in parts.settings.groups if group.platform == "teams"]
    people = People(directory, connector, teams.tenant_id, parts.clock, groups)
    endpoint = Endpoint(parts.core, access, door, directory, people, replies, opens)

    async def workspace() -> str:
        return teams.tenant_id or TRIAL

    views = {name.partition(".")[0]: name for name in renewals(routes(FEATURES))}
    adapter = ViewingAdapter(TeamsAdapter(connector, opens), parts.writer, views)
    close = partial(_close, endpoint, keys, http)
    links = TeamsLinks(connector, cloud.client)
    found = Platform("teams", adapter, endpoint.routes, workspace, close=close, links=links)
    return replace(found, listen=door.listen) if isinstance(door, LazySdk) else found


async def _close(endpoint: Endpoint, keys: SigningKeys, http: HttpClient) -> None:
    """Connections in any case: whoever ends us does not wait long for what is still being asked."""
    try:
        await endpoint.close()
        await keys.close()
    finally:
        await http.close()


def _credentials(teams: TeamsSettings, http: HttpClient) -> Credentials:
    cloud = CLOUDS[teams.cloud]
    login = cloud.login.format(tenant=teams.tenant_id)
    return Credentials(login, cloud.scope, teams.app_id, teams.app_password, http.post_form)
