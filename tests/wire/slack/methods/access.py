"""auth.*, oauth.v2.access and apps.*: tokens, how they are got and lost."""

from tests.wire.slack.call import Call, Method, Refused
from tests.wire.slack.things import Json, Team, Token
from tests.wire.slack.world import World

LIFE = 12 * 3600  # seconds of a rotating token
CODE = 600  # seconds of an OAuth code


def test(call: Call) -> Json:
    if call.token.kind == "app":
        return {"app_name": call.world.app.name, "app_id": call.world.app.id}
    team = call.world.teams[call.token.team] if call.token.team else _any_of(call.world, call.token)
    org = {"enterprise_id": team.org} if team.org else {}
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": call.world.bot(team.id).handle,
        "team_id": call.token.team or call.token.org,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": bool(call.token.org and not call.token.team),
        **org,
    }


def _any_of(world: World, token: Token) -> Team:
    return next(t for t in world.teams.values() if t.org == token.org)


def revoke(call: Call) -> Json:
    if call.flag("test"):
        return {"revoked": False}
    call.token.state = "revoked"
    return {"revoked": True}


def uninstall(call: Call) -> Json:
    _client(call, (call.text("client_id"), call.text("client_secret")))
    for token in call.world.tokens.values():
        if token.team == call.token.team and token.kind == "bot":
            token.state = "inactive"
    return {}


def connect(call: Call) -> Json:
    """A ticket for one WebSocket connection."""
    call.need("connections:write")
    ticket = call.world.secret(16)
    call.world.codes[ticket] = {"ticket": call.token.value}
    base = call.world.base.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={ticket}&app_id={call.world.app.id}"}


def exchange(call: Call) -> Json:
    """A code, or a refresh token, for an access token."""
    given = call.client if call.client[0] else (call.text("client_id"), call.text("client_secret"))
    _client(call, given)
    match call.text("grant_type", "authorization_code"):
        case "authorization_code":
            return _installed(call, _spent(call))
        case "refresh_token":
            return _refreshed(call)
        case _:
            raise Refused("invalid_grant_type")


def _client(call: Call, given: tuple[str, str]) -> None:
    if given[0] != call.world.app.client_id:
        raise Refused("invalid_client_id")
    if given[1] != call.world.app.client_secret:
        raise Refused("bad_client_secret")


def _spent(call: Call) -> dict[str, str]:
    """What was agreed to under a code, once and within ten minutes."""
    found = call.world.codes.pop(call.text("code"), None)
    if found is None or "made" not in found:
        raise Refused("invalid_code")
    if call.world.clock.now() - float(found["made"]) > CODE:
        raise Refused("invalid_code")
    if found["redirect_uri"] != call.text("redirect_uri"):
        raise Refused("bad_redirect_uri")
    return found


def _installed(call: Call, agreed: dict[str, str]) -> Json:
    team, org = agreed["team"], agreed["org"]
    token = grant(call.world, team, frozenset(agreed["scope"].split(",")), org)
    installer = {"id": agreed["user"]}
    return _told(call.world, token) | {"authed_user": installer}


def _refreshed(call: Call) -> Json:
    """A new pair; the refresh token it cost is of no more use."""
    before = call.world.refreshers.pop(call.text("refresh_token"), "")
    old = call.world.tokens.get(before)
    if old is None or old.state != "live":
        raise Refused("invalid_refresh_token")
    return _told(call.world, grant(call.world, old.team, old.scopes, old.org))


def grant(world: World, team: str, scopes: frozenset[str], org: str = "") -> Token:
    """A bot token for a workspace, or for a whole organisation when `team` is empty."""
    prefix = "xoxe.xoxb-1-" if world.app.rotation else "xoxb-"
    dies = world.clock.now() + LIFE if world.app.rotation else None
    token = Token(f"{prefix}{world.secret(12)}", "bot", team, scopes, "live", dies, org)
    world.tokens[token.value] = token
    return token


def _told(world: World, token: Token) -> Json:
    team = world.teams[token.team] if token.team else _any_of(world, token)
    answer: dict[str, Json] = {
        "app_id": world.app.id,
        "scope": ",".join(sorted(token.scopes)),
        "token_type": "bot",
        "access_token": token.value,
        "bot_user_id": team.bot_user,
        "team": {"id": team.id, "name": team.name} if token.team else None,
        "enterprise": {"id": token.org, "name": token.org} if token.org else None,
        "is_enterprise_install": bool(token.org and not token.team),
    }
    if token.dies is None:
        return answer
    refresh = f"xoxe-1-{world.secret(12)}"
    world.refreshers[refresh] = token.value
    return answer | {"refresh_token": refresh, "expires_in": LIFE}


METHODS = (
    Method("auth.test", 5, test, kinds=("bot", "app")),
    Method("auth.revoke", 3, revoke, json=False),
    Method("apps.uninstall", 1, uninstall, json=False),
    Method("apps.connections.open", 3, connect, kinds=("app",)),
    Method("oauth.v2.access", 5, exchange, json=False, kinds=()),
)
