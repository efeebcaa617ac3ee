"""users.*, usergroups.*, bots.info and team.info: who is who."""

from tests.wire.slack import faces
from tests.wire.slack.call import Call, Method, Refused, cursor
from tests.wire.slack.things import Json


def info(call: Call) -> Json:
    """Of people in other workspaces Slack says that they are strangers, and no email."""
    found = call.person()
    stranger = call.stranger(found)
    email = "users:read.email" in call.token.scopes and not stranger
    more = {"is_stranger": True} if stranger else {}
    return {"user": faces.user(found, email=email) | more}


def by_email(call: Call) -> Json:
    wanted = call.text("email").lower()
    for user in call.world.users.values():
        if call.sees(user.team) and user.email.lower() == wanted and not user.deleted:
            return {"user": faces.user(user)}
    raise Refused("users_not_found")


def list_(call: Call) -> Json:
    email = "users:read.email" in call.token.scopes
    found = [u for u in call.world.users.values() if u.team == call.team]
    page, after = call.page(found, 1000)
    return {"members": [faces.user(u, email=email) for u in page], **cursor(after)}


def groups(call: Call) -> Json:
    disabled = call.flag("include_disabled")
    found = [g for g in call.world.groups.values() if g.team == call.team]
    shown = [g for g in found if disabled or not g.disabled]
    users = call.flag("include_users")
    return {"usergroups": [faces.group(g, users=users) for g in shown]}


def group_users(call: Call) -> Json:
    found = call.world.groups.get(call.text("usergroup"))
    if found is None or found.team != call.team:
        raise Refused("no_such_subteam")
    if found.disabled and not call.flag("include_disabled"):
        return {"users": []}
    return {"users": list(found.users)}


def bot(call: Call) -> Json:
    for team in call.world.teams.values():
        if team.bot_id == call.text("bot") and call.sees(team.id):
            app = call.world.app
            face = {"id": team.bot_id, "deleted": False, "name": app.name, "updated": 1772654400}
            return {"bot": face | {"app_id": app.id, "user_id": team.bot_user, "icons": {}}}
    raise Refused("bot_not_found")


def team(call: Call) -> Json:
    found = call.world.teams.get(call.text("team") or call.team)
    if found is None or not call.sees(found.id):
        raise Refused("team_not_found")
    face = {"id": found.id, "name": found.name, "domain": found.domain, "email_domain": ""}
    org = {"enterprise_id": found.org, "enterprise_name": found.org} if found.org else {}
    return {"team": face | {"icon": {}, "is_verified": False} | org}


METHODS = (
    Method("users.info", 4, info, ("users:read",), json=False),
    Method("users.lookupByEmail", 3, by_email, ("users:read.email",), json=False),
    Method("users.list", 2, list_, ("users:read",), json=False),
    Method("usergroups.list", 2, groups, ("usergroups:read",), json=False),
    Method("usergroups.users.list", 2, group_users, ("usergroups:read",), json=False),
    Method("bots.info", 3, bot, ("users:read",), json=False),
    Method("team.info", 3, team, ("team:read",)),
)
