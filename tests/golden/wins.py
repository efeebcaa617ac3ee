"""Examples of wins, milestones, words and measures, from a dialog after the concern's."""

from bot.features.setup import NewRoom
from bot.words.cards import Form, Message
from bot.words.events import Channel
from storage.nouns import rooms
from tests.harness import HOME, Bot

WINS = Channel("teams", HOME["teams"], "wins")
TEXT = "Within a day the night team's report got eMAR back on three units."


def examples(bot: Bot) -> dict[str, Message | Form]:
    """A draft, a question, the card, the week, a word, a measure."""
    with bot.database.begin() as db:
        where = (WINS.platform, WINS.workspace, WINS.id)
        rooms.put(db, NewRoom(where, "wins", "Wins"), bot.now)
    shown: dict[str, Message | Form | None] = {"win-form": bot.says("jo", "win")}
    shown["win-draft"] = bot.says("jo", f"win @Ana @Raj {TEXT} #safer-meds")
    shown["win-one-side"] = bot.presses(
        "jo", "win.announce", _number(bot.says("jo", "win @Raj a fast fix for eMAR"))
    )
    bot.presses("jo", "win.announce", "101")
    bot.wait(days=3)
    shown["win-asked"] = next(
        p.message for p in bot.posts("ana") if p.key.startswith("win:101:ask")
    )
    shown["win-team"] = bot.presses("raj", "win.askteam", "101")
    shown["win-answered"] = bot.fills("raj", shown["win-team"], team="the interface team")
    bot.presses("ana", "win.named", "101")
    bot.wait(days=7)
    posted = {p.key.partition(":2")[0]: p.message for p in bot.posts(WINS)}
    shown["win-card"], shown["win-week"] = posted["win:101"], posted["wins:week"]
    shown["win-flag"] = bot.presses("kim", "win.doubt", "101")
    shown["word"] = bot.says("ana", "what PR")
    return {name: message for name, message in shown.items() if message is not None}


def _number(draft: Message | Form | None) -> str:
    assert isinstance(draft, Message)
    return draft.title.partition(":")[0].removeprefix("W-")
