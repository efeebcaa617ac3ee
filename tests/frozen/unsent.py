"""What is half done when the hospital is frozen: given up, tried, claimed, posted without anybody
noting it, waiting for what it belongs under, and edits that have not gone out."""

import json
from datetime import timedelta

from bot.core.sealing import Keys
from bot.words.cards import dump, load
from bot.words.events import Channel
from storage.delivery import claims, timers
from storage.engine import sealed_secrets
from storage.nouns import drafts, people, playground, roster, teams_directory
from storage.nouns.roster import Duty
from tests.frozen.story import PAT, concern
from tests.frozen.thaw import Thawed
from tests.harness import HOME, TRIAGE, WARDS


def leave_half_sent(bot: Thawed) -> None:
    """The last thing that happens: the process is gone in the middle of it."""
    bot.chats["teams"].closed.add(WARDS["ED"])
    bot.says("tom", "concern the ED board does not refresh", WARDS["ED"])  # given up in its room
    bot.says("sam", "answer C-101 a second printer is on its way")
    bot.chats["teams"].closed.clear()
    for platform in ("teams", "slack"):
        bot.chats[platform].down = True
    tried = concern(bot, "the ICU pump server restarts", "mia", "ICU")
    bot.says("kim", f"answer C-{tried} it is on the list for tonight")  # waits for its card
    bot.says("kim", "answer C-103 the monitor is swapped tonight")
    for platform in ("teams", "slack"):
        bot.chats[platform].down = False
    bot.delivers = False
    bot.says("sam", "take C-101")  # cards that are posted wait for their edits
    bot.says("ben", "concern the pharmacy robot stops at every tray", WARDS["5W"])
    bot.says("jo", "poll Half? | Yes | No --in all")
    with bot.database.begin() as db:
        claimed = claims.claim(db, bot.now, (), {"sealed": 32, "slack": 1, "teams": 3, "web": 0})
    for one in claimed[1::2]:  # posted, and nobody noted where
        adapter, to = bot.chats.get(one.address.platform), Channel(*one.address)
        if adapter is not None and not one.ref:
            message = load(json.loads(one.body))
            bot.run(adapter.post(to, message, thread=one.thread, key=one.key))


def keep_what_no_dialog_reaches(bot: Thawed) -> None:
    """Secrets, drafts of an earlier version, Teams' places, the playground, rosters, a timer that
    nobody knows and one that was given up."""
    _hid, now, cipher = bot.hospital.id, bot.now, Keys(bot.keys)
    with bot.database.begin() as db:
        secret = cipher.seal("slack-install/T0HOSPITAL", '{"token": "not-a-real-token"}')
        sealed_secrets.put(db, "slack-install", "T0HOSPITAL", secret, now, None)
        state = cipher.seal("slack-state/a-state", "1")
        sealed_secrets.put(db, "slack-state", "a-state", state, now, now + timedelta(minutes=10))
        place = {"conversation": "19:ward-5w", "service_url": "https://service.example/"}
        where = {"bot": "28:app", "kind": "personal", "team": "", "seen_at": now}
        teams_directory.keep(db, HOME["teams"], "ana", place | where)
        member = {"mri": "29:ana", "name": "Ana Ruiz", "email": "ana@harbor.example", "zone": ""}
        more = {"guest": False, "teams": ["19:team"], "looked_up": now}
        teams_directory.keep_member(db, HOME["teams"], "ana", member | more)
        duty = Duty(1, now, now + timedelta(hours=8), now.date(), "5W", "day")
        roster.replace(db, [duty])
        at = (TRIAGE.platform, TRIAGE.workspace, TRIAGE.id, False)
        drafts.add(db, 2, "the fax of [phone] is dead", {"kind": "broken"}, place=at, at=now)
        timers.put(db, "lost:1", now, name="not.known", args=["1"])
        timers.put(db, "dead:1", now, name="huddle.run", args=["999"])
        timers.give_up(db, "dead:1", now, "failed ten times; see the log")
        gina = people.of_account(db, bot.account("gina"))
        if gina is not None:
            gina.guest = True


def copy_to_playground(bot: Thawed) -> None:
    """The playground keeps its own messages: what was shown there, and what people wrote."""
    with bot.database.begin() as db:
        for ref, post in bot.chats["web"].posts.items():
            room = f"@{post.channel.id}" if post.channel.dm else post.channel.id
            card = {"card": dump(post.message), "thread": post.thread, "at": bot.now}
            playground.post(db, room, ref, post.key, card)
        words = {"author": PAT.accounts[0].id, "text": "is anybody there?", "at": bot.now}
        playground.post(db, "quay", "m1", "m1", words)
        playground.react(db, "quay", "m1", "eyes", "pat", on=True)
        playground.read(db, "pat", "quay", 1)
