"""Linking: one person on two platforms is one person, by a code that works once."""

from datetime import timedelta

from bot.core import codes
from bot.core.accounts import finish_joining, join, kept, named
from bot.core.accounts import tell as tell_all
from bot.core.audit import named as audited
from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import admins
from bot.features.me import SIDES
from bot.words.cards import Bold, Button, Buttons, Message, Note, Reply, Row, facts, line
from bot.words.events import Account, Action, Command, Due, Press
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.delivery import timers
from storage.nouns import account_links, merging, people
from storage.nouns.people import Person

feature = Feature(
    "link",
    (
        Help("link", "your accounts on two platforms become one", "", more=True),
        Help("unlink", "separates an account again", "", more=True),
    ),
)
LENGTH = 8
LASTS = timedelta(minutes=10)
MOST_WRONG, WRONG_WITHIN = 5, timedelta(hours=1)
PRIVATE = (
    "Codes are for your eyes only. Write to me in our own chat: link there, and then the code in"
    " our own chat on the other platform."
)
UNKNOWN = (
    "That code is not known, or it is older than ten minutes. Type link in your other chat for a"
    " new one, and type the code here."
)
OWN = "That is the code of this account. Type it in your chat with me on the other platform."
IN_FILE = (
    "Both accounts are people of their own in the settings file. Ask {admins} to list them under"
    " one person there."
)
SEPARATED = (
    "An account that is separated starts as somebody new, without a unit or a role. What you"
    " raised and wrote stays with {name}."
)
STRANGERS = (
    "These accounts have different names, and one of them holds a role ({roles}). Ask {admins} to"
    " list both under one person in the settings file."
)


@feature.command("link")
def link(event: Command, work: Work) -> Reply:
    """Without a code, gives one; with the code of another account, asks whether they are one."""
    code = codes.typed(event.rest)
    if not event.channel.dm:
        account_links.take(work.db, codes.digest(work.hid, code), work.now)
        return Message("Not here", (line(PRIVATE),))
    return _read(work, code) if code else _new_code(work)


@feature.press("link.code", opens=True)
def code_by_button(event: Press, work: Work) -> Reply:
    return _new_code(work)


def _new_code(work: Work) -> Message:
    code = codes.new(LENGTH)
    account_links.give(work.db, work.me.id, codes.digest(work.hid, code), work.now + LASTS)
    return Message(
        "Link another account of yours",
        (
            line("Within ten minutes, type this in your chat with me on the other platform:"),
            line(Bold(f"link {codes.shown(code)}")),
            Note((f"It works once. Show it to nobody: whoever types it becomes {work.me.name}.",)),
        ),
    )


def _read(work: Work, code: str) -> Message:
    """Whose code it is, and whether they are one person: asked, with what would come of it."""
    if account_links.misses(work.db, work.me.id, work.now, WRONG_WITHIN) >= MOST_WRONG:
        return Message("Too many wrong codes", (line("Please wait an hour, then try once more."),))
    giver = account_links.take(work.db, codes.digest(work.hid, code), work.now)
    other = people.get(work.db, giver) if giver is not None else None
    if other is None or other.gone or other.guest:
        account_links.missed(work.db, work.me.id, work.now, WRONG_WITHIN)
        return Message("Nothing was linked", (line(UNKNOWN),))
    if other.id == work.me.id:
        return Message("Nothing was linked", (line(OWN),))
    if why := _against(work, other):
        return Message("Nothing was linked", (line(why),))
    account_links.want(work.db, work.me.id, other.id, work.now + LASTS)
    return _are_you(work, other)


def _against(work: Work, other: Person) -> str:
    """Why the two can't be one by a code alone: where roles are at stake, an address or a word of
    the name must be the same."""
    me, names = work.me, admins.names(work)
    if me.settled and other.settled:
        return IN_FILE.format(admins=names)
    words, others = (set(p.name.casefold().replace(",", " ").split()) for p in (me, other))
    alike = words & others or (me.email and me.email == other.email)
    roles = sorted(me.roles | other.roles)
    return STRANGERS.format(roles=", ".join(roles), admins=names) if roles and not alike else ""


def _are_you(work: Work, other: Person) -> Message:
    keep, lose = kept(work.me, other)
    # The rights that the one who becomes the other had, and will not have.
    lost = [f"the role {role}" for role in sorted(lose.roles - keep.roles)]
    if keep.side and lose.side in SIDES and lose.side != keep.side:
        lost.append(f"the side {SIDES[lose.side]}")
    rights = (SIDES.get(keep.side, "no side yet"), *keep.role_list)
    yes = Button("Yes, link them", Action("link.join", (str(other.id),)), "primary")
    return Message(
        f"Are you {other.name} too?",
        (
            facts(
                ("This account", _named(work, work.me)),
                ("The other", _named(work, other)),
                ("You will be", f"{keep.name}, {', '.join(rights)}"),
            ),
            line("What both raised, wrote and are waiting for comes together."),
            *(Note((f"Not taken over: {right}.",)) for right in lost),
            Buttons((yes, Button("No", Action("link.drop")))),
        ),
    )


def _named(work: Work, person: Person) -> str:
    return ", ".join(f"{a.platform.capitalize()} {person.name}" for a in work.accounts(person))


@feature.press("link.drop")
def drop(event: Press, work: Work) -> Reply:
    account_links.wanted(work.db, work.me.id, work.now)
    return Message(
        "Nothing was linked", (line(f"The code is used up. Type {say('link')} for a new one."),)
    )


@feature.press("link.join")
def confirm(event: Press, work: Work) -> Reply:
    text = event.action.args[0]
    other = people.get(work.db, int(text)) if is_number(text) else None
    if other is None or other.gone or _against(work, other):
        raise Refused(UNKNOWN)
    if account_links.wanted(work.db, work.me.id, work.now) != other.id:
        raise Refused(UNKNOWN)
    keep, lose = kept(work.me, other)
    gone = lose.id
    person = join(work, keep, lose)
    finish_joining(work, gone)
    work.actor = person
    tell_all(work, person, "Your accounts are linked", f"you are one person, {person.name}.")
    return Message("You are one person now", (line(f"Here and there you are {person.name}."),))


@feature.command("unlink", alone=True)
def unlink(event: Command, work: Work) -> Reply:
    return listed(work)


@feature.press("link.accounts", opens=True)
def accounts_by_button(event: Press, work: Work) -> Reply:
    return listed(work)


def listed(work: Work) -> Message:
    """A person's accounts, each with a button that separates it."""
    mine = work.accounts(work.me)
    if len(mine) < 2:
        return Message("You have one account here", (line("There is nothing to separate."),))
    lines = [line(SEPARATED.format(name=work.me.name))]
    if work.me.settled:
        lines.append(line("Accounts in the settings file are linked again at the next start."))
    rows = []
    for account in mine:
        sure = f"Separate {named(account)}? It starts as somebody new."
        action = Action("link.split", _address(account))
        rows.append(Row((named(account),), Button("Separate", action, "danger", sure)))
    return Message("Your accounts", (*lines, *rows))


def _address(account: Account) -> tuple[str, str, str]:
    return account.platform, account.workspace, account.id


@feature.press("link.split")
def split(event: Press, work: Work) -> Reply:
    mine = work.accounts(work.me)
    account = next((a for a in mine if _address(a) == event.action.args), None)
    if account is None:
        raise Refused("That account is not yours any more. Nothing was changed.")
    if len(mine) < 2:
        raise Refused("It is your only account. Nothing was changed.")
    person = people.separate(work.db, _address(account), work.now)
    if person is None:
        raise Refused("That account is not known any more. Nothing was changed.")
    account_links.set_apart(work.db, person.id)
    note(work, "accounts.separated", audited(work.me), f"became {audited(person)}")
    who = line(f"{named(account)} is somebody new from now on. Type me there to say who.")
    return Message("Separated", (who,))


@feature.due(merging.NAME)
def go_on(event: Due, work: Work) -> None:
    """Move the rest of what two people had who are one."""
    work.later(event.key, work.now + merging.AGAIN, event.name, *event.args)
    finish_joining(work, int(event.args[1]))


@feature.rearm
def rearm(work: Work) -> None:
    """It never waits for long."""
    timers.hasten(work.db, merging.NAME, work.now)
