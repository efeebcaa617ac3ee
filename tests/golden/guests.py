"""What is shown where a guest reads, and what somebody from outside is asked."""

from bot.words.cards import Form, Message
from bot.words.events import Account, Joined
from tests.harness import HOME, WARDS, Bot, form


def examples(bot: Bot) -> dict[str, Message | Form]:
    """The reduced card, the word to whoever brought the guest, the form and what the guest reads."""
    ward = WARDS["5W"]
    vic = Account("teams", HOME["teams"], "vic", "Vic Vendor", guest=True)
    bot.send(Joined(bot.id(), ward, bot.account("jo", "teams"), bot.now, vic))
    bot.wait(seconds=1)
    own = {p.key.rpartition(":")[0]: p.message for p in bot.posts("teams") if p.channel.dm}
    asked = form(bot.says("sam", "vendor C-101"))
    bot.fills("sam", asked, text="eMAR freezes after the cache fills. Is a patch out for it?")
    there = {p.key.partition(":")[0]: p for p in bot.posts(ward) if p.key.startswith("vendor:")}
    cards = {p.key: p.message for p in bot.posts(ward)}
    return {
        "guest-told": own["room:guest"],
        "guest-card": cards["concern:101"],
        "guest-vendor-form": asked,
        "guest-vendor": there["vendor"].message,
    }
