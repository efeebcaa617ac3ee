"""One person on several platforms: whose account it is, and making two people one."""

from bot.core.audit import named as audited
from bot.core.audit import note
from bot.core.work import Rest, Work, Write
from bot.words.cards import Button, Buttons, Message, line
from bot.words.events import Account, Action, Channel
from storage.nouns import account_links, imported, merging, people
from storage.nouns.people import Person

LONG = 16  # letters of an id; longer ones say nothing to anyone
OPEN_SIDES = ("clinical", "it")
SAME_ADDRESS = (
    "They have one e-mail address, so you are one person here: what you raise or answer on one"
    " is yours on the other too."
)
NOT_ME = "Not you, or not what you want? Separate them, and tell an administrator."


def same(work: Work, account: Account, person: Person | None = None) -> Person | None:
    """Whoever else has the account's e-mail address, if that makes them one person.

    The address must be of the hospital's own domains, or be somebody's whom the settings file or
    an import names, and only one other may have it. Guests are nobody else, nor is who was
    separated.
    """
    if account.guest or (person is not None and account_links.is_apart(work.db, person.id)):
        return None
    mine = None if person is None else person.id
    known = people.with_email(work.db, account.email)
    found = [p for p in known if p.id != mine and not _out(work, p)]
    if len(found) != 1:
        return None
    told = _ours(work, account) or found[0].settled or imported.holds(work.db, found[0].id)
    return found[0] if told else None


def _out(work: Work, person: Person) -> bool:
    return person.guest or account_links.is_apart(work.db, person.id)


def _ours(work: Work, account: Account) -> bool:
    """Whether the address is of one of the hospital's domains, not only ends like it."""
    _, at, domain = account.email.lower().rpartition("@")
    return bool(at) and domain in {one.lower() for one in work.hospital.privacy.domains}


def meet(work: Work, account: Account, side: str) -> Person:
    """The person of an account nobody has met: somebody known by its address, or somebody new."""
    known = same(work, account)
    if known is None:
        return people.meet(work.db, account, work.now, side)
    people.link(work.db, account, known, work.now)
    tell(work, known, "Your accounts are linked", SAME_ADDRESS)
    return known


def learn_address(work: Work, person: Person, account: Account) -> Person:
    """The person of an account whose address we did not know before: somebody else who has it, as
    far as that takes no role from anyone."""
    other = same(work, account, person)
    if other is None:
        return person
    keep, lose = kept(person, other)
    if lose.role_list or lose.settled:
        return person
    tell(work, join(work, keep, lose), "Your accounts are linked", SAME_ADDRESS)
    return keep


def kept(one: Person, other: Person) -> tuple[Person, Person]:
    """Who of two stays, and who becomes them: whom the settings name, then who was removed, then
    who has been here longer. The one who stays keeps their rights, and gains none."""
    first, second = sorted((one, other), key=lambda p: (not p.settled, not p.gone, p.id))
    return first, second


def join(work: Work, keep: Person, lose: Person) -> Person:
    """Make `lose` the same person as `keep`. What `keep` has not said of themselves is taken over,
    except rights. What somebody of years has left behind comes within minutes: `finish_joining`
    has it come before an answer."""
    if not keep.settled:
        keep.email, keep.zone = keep.email or lose.email, keep.zone or lose.zone
        if not keep.side and lose.side in OPEN_SIDES:
            keep.side = lose.side
        if not keep.unit:
            keep.unit, keep.shift_name, keep.days = lose.unit, lose.shift_name, lose.days
    note(work, "accounts.linked", audited(keep), f"{audited(lose)} became them")
    account_links.forget(work.db, lose.id)
    merging.merge(work.db, keep.id, lose.id, work.now)
    work.db.refresh(keep)
    return keep


def finish_joining(work: Work, lose: int) -> None:
    """Have all that was theirs moved to whom they become, before whoever acted is answered."""

    def look(reading: Work) -> list[Write]:
        return [] if merging.is_over(reading.db, lose) else [move]

    def move(writing: Work) -> None:
        merging.move(writing.db, lose)

    if not merging.is_over(work.db, lose):
        work.rest.append(Rest(look))


def named(account: Account) -> str:
    """An account as people may know it: "Slack U1", "Teams …4f20" where its id is a long one."""
    long = len(account.id) > LONG
    return f"{account.platform.capitalize()} {'…' + account.id[-4:] if long else account.id}"


def tell(work: Work, person: Person, title: str, why: str) -> None:
    """Say in all of a person's accounts that they are linked: nobody is without knowing. Where the
    person holds a role, administrators hear of it too."""
    accounts = work.accounts(person)
    where = ", ".join(map(named, accounts))
    separate = Buttons((Button("Separate them", Action("link.accounts")),))
    said = Message(title, (line(f"{where}: {why}"), line(NOT_ME), separate))
    key = f"person:{person.id}:linked:{int(work.now.timestamp())}"
    for account in accounts:
        chat = Channel(account.platform, account.workspace, account.id, dm=True)
        work.show(f"{key}:{account.platform}", said, chat)
    if person.role_list:
        _tell_admins(work, person, f"{key}:admin", where)


def _tell_admins(work: Work, person: Person, key: str, where: str) -> None:
    """Somebody with a role has one account more that holds it."""
    roles = ", ".join(person.role_list)
    said = line(f"{person.name} ({roles}) is one person on {where} from now on.")
    for admin in people.with_role(work.db, "admin"):
        if admin.id != person.id:
            work.tell(admin, f"{key}:{admin.id}", Message("Accounts were linked", (said,)))
