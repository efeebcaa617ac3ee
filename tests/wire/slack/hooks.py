"""response_url: five messages within thirty minutes to the person who acted."""

from tests.wire.slack import content, reading
from tests.wire.slack.api import Answered, Asked
from tests.wire.slack.call import Call, Refused
from tests.wire.slack.things import Ephemeral, Hook, Json, Message, Token
from tests.wire.slack.world import World

USES, LIFE = 5, 30 * 60
OK = Answered(200, "ok")
GUEST = Token("", "app", "")


def answer(world: World, url: str, asked: Asked) -> Answered:
    """What Slack does with a post to a response_url, and says."""
    hook = world.hooks.get(url)
    if hook is None:
        return Answered(404, "no_service")
    if world.clock.now() - hook.made > LIFE:
        return Answered(404, {"ok": False, "error": "expired_url"})
    if hook.uses >= USES:
        return Answered(404, {"ok": False, "error": "used_url"})
    hook.uses += 1
    return _done(world, hook, asked.args)


def _done(world: World, hook: Hook, args: Json) -> Answered:
    if not isinstance(args, dict) or not args:
        return Answered(400, "invalid_payload")
    try:
        if args.get("delete_original"):
            _deleted(world, hook)
        else:
            said(world, hook, args)
    except Refused as refused:
        return Answered(400, refused.error)
    return OK


def said(world: World, hook: Hook, args: Json) -> None:
    """Shown to the person alone unless `response_type` is in_channel; in place of what they acted
    on with `replace_original`."""
    call = Call(world, args, GUEST)
    blocks = content.blocks_of(call, cumulative=False) or []
    text = content.text_of(call, content.MOST, needed=not blocks)
    if args.get("replace_original") and _replaced(world, hook, text, blocks):
        return
    if args.get("response_type") == "in_channel":
        _aloud(world, hook, args, text, blocks)
    else:
        _apart(world, hook, args, text, blocks)


def _replaced(world: World, hook: Hook, text: str, blocks: list[Json]) -> bool:
    """Whether there was something to replace. A message keeps its time; so does an ephemeral."""
    found = world.message(hook.channel, hook.target) or world.ephemeral(hook.target)
    if found is None:
        return False
    found.text, found.blocks = text, blocks
    found.edits += 1
    return True


def _aloud(world: World, hook: Hook, args: Json, text: str, blocks: list[Json]) -> None:
    """In the channel, for everyone: even where the bot is not a member."""
    team = world.teams[hook.team]
    made = Message(
        hook.channel,
        world.ts(),
        team.bot_user,
        text or content.UNSHOWABLE,
        blocks,
        thread_ts=str(args.get("thread_ts") or ""),
        bot_id=team.bot_id,
        via="response_url",
        pings=reading.pings(text, blocks),
    )
    world.channels[hook.channel].messages.append(made)


def _apart(world: World, hook: Hook, args: Json, text: str, blocks: list[Json]) -> None:
    under = str(args.get("thread_ts") or hook.thread_ts)
    ts = world.ts()
    made = Ephemeral(hook.channel, hook.user, ts, text, blocks, under, "response_url")
    world.ephemerals.append(made)
    hook.target = hook.target or ts


def _deleted(world: World, hook: Hook) -> None:
    message, alone = world.message(hook.channel, hook.target), world.ephemeral(hook.target)
    if message is not None:
        place = world.channels[hook.channel]
        place.messages.remove(message)
        place.deleted.append(message)
    elif alone is not None:
        world.ephemerals.remove(alone)
