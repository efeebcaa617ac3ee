"""One person on two platforms: by a code, by an e-mail address, and apart again."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.codes import LETTERS
from bot.features.account_linking import LENGTH
from bot.privacy import Guard, Rules
from bot.rules.hospital import PrivacyRules
from bot.settings import PersonSetting
from bot.words.cards import Reply
from bot.words.events import Account, Command, Press
from storage.nouns import ballots, imported, people
from storage.nouns.merging import POINTS
from storage.nouns.people import Person
from storage.tables import METADATA
from tests.harness import CAST, HARBOR, HOME, TRIAGE, WARDS, Bot, buttons, said

OURS = "harbor.example"


def code(reply: Reply) -> str:
    found = re.search(r"link ([A-Z]{4}-[A-Z]{4})", said(reply))
    assert found is not None, said(reply)
    return found[1]


def on(bot: Bot, who: str, platform: str, words: str) -> Reply:
    """What someone says in their own chat on a platform."""
    return bot.says(who, words, bot.dm(who, platform))


def presses(bot: Bot, who: str, platform: str, name: str, *args: str) -> Reply:
    return bot.presses(who, name, *args, room=bot.dm(who, platform))


def links(bot: Bot, who: str, platform: str, given: str) -> Reply:
    """Types the code of another account, and says yes."""
    asked = on(bot, who, platform, f"link {given}")
    yes = next(b for b in buttons(asked) if b.label == "Yes, link them")
    return presses(bot, who, platform, yes.action.name, *yes.action.args)


def person(bot: Bot, who: str, platform: str) -> Person:
    account = bot.account(who, platform)
    with bot.database() as db:
        found = people.of_account(db, account)
    assert found is not None
    return found


def meets(bot: Bot, account: Account, words: str = "me") -> str:
    """Somebody whose platform tells more of them."""
    return said(bot.send(Command(bot.id(), bot.dm(account.id, account.platform), account, words)))


def test_two_accounts_become_one_person_by_a_code(bot: Bot) -> None:
    on(bot, "ana", "slack", "concern badge reader dead")
    asked = on(bot, "ana", "teams", "link")
    assert "whoever types it becomes Ana Ruiz" in said(asked)
    question = on(bot, "ana", "slack", f"link {code(asked).lower()}")
    assert "Are you Ana Ruiz too?" in said(question)
    assert "You will be: Ana Ruiz, Clinical" in said(question)
    yes = next(b for b in buttons(question) if b.label == "Yes, link them")
    done = presses(bot, "ana", "slack", yes.action.name, *yes.action.args)
    assert "You are one person now" in said(done)
    assert person(bot, "ana", "slack").id == person(bot, "ana", "teams").id
    assert "badge reader dead" in said(on(bot, "ana", "teams", "concerns"))
    assert "Accounts: " in said(on(bot, "ana", "teams", "me"))
    assert "Slack ana" in said(on(bot, "ana", "teams", "me"))


def test_both_accounts_are_told(bot: Bot) -> None:
    on(bot, "ana", "slack", "home")
    links(bot, "ana", "slack", code(on(bot, "ana", "teams", "link")))
    for platform in ("teams", "slack"):
        assert "Your accounts are linked" in bot.sees(bot.dm("ana", platform))


def test_a_code_is_kept_as_a_digest_only_and_works_once(bot: Bot) -> None:
    given = code(on(bot, "ana", "teams", "link"))
    assert given not in bot.everything()
    assert given.replace("-", "") not in bot.everything()
    links(bot, "ana", "slack", given)
    assert "not known" in said(on(bot, "kim", "slack", f"link {given}"))


def test_a_code_ends_after_ten_minutes(bot: Bot) -> None:
    given = code(on(bot, "ana", "teams", "link"))
    bot.wait(minutes=11)
    assert "older than ten minutes" in said(on(bot, "ana", "slack", f"link {given}"))


def test_a_question_ends_after_ten_minutes_too(bot: Bot) -> None:
    given = code(on(bot, "ana", "teams", "link"))
    asked = on(bot, "ana", "slack", f"link {given}")
    yes = next(b for b in buttons(asked) if b.label == "Yes, link them")
    bot.wait(minutes=11)
    refused = presses(bot, "ana", "slack", yes.action.name, *yes.action.args)
    assert "not known" in said(refused)
    assert person(bot, "ana", "slack").id != person(bot, "ana", "teams").id


def test_a_new_code_ends_the_one_before(bot: Bot) -> None:
    first = code(on(bot, "ana", "teams", "link"))
    on(bot, "ana", "teams", "link")
    assert "not known" in said(on(bot, "ana", "slack", f"link {first}"))


def test_the_button_links_nobody_whose_code_was_not_typed(bot: Bot) -> None:
    on(bot, "ana", "slack", "home")
    sam = person(bot, "sam", "slack")
    assert "not known" in said(presses(bot, "ana", "slack", "link.join", str(sam.id)))
    assert "not known" in said(presses(bot, "ana", "slack", "link.join", "x"))
    assert person(bot, "ana", "slack").id != sam.id


def test_no_is_no(bot: Bot) -> None:
    asked = on(bot, "ana", "slack", f"link {code(on(bot, 'ana', 'teams', 'link'))}")
    yes = next(b for b in buttons(asked) if b.label == "Yes, link them")
    presses(bot, "ana", "slack", "link.drop")
    assert "not known" in said(presses(bot, "ana", "slack", yes.action.name, *yes.action.args))


def test_codes_are_not_guessed(bot: Bot) -> None:
    for _ in range(5):
        assert "not known" in said(on(bot, "kim", "slack", "link BBBB-BBBB"))
    given = code(on(bot, "ana", "teams", "link"))
    assert "Too many wrong codes" in said(on(bot, "kim", "slack", f"link {given}"))
    bot.wait(minutes=61)
    given = code(on(bot, "ana", "teams", "link"))
    assert "Too many" not in said(on(bot, "kim", "slack", f"link {given}"))


def test_in_a_channel_no_code_is_given_and_one_that_is_shown_is_void(bot: Bot) -> None:
    assert "our own chat" in said(bot.says("ana", "link", WARDS["5W"]))
    given = code(on(bot, "ana", "teams", "link"))
    assert "Not here" in said(bot.says("sam", f"link {given}", TRIAGE))
    assert "not known" in said(on(bot, "ana", "slack", f"link {given}"))


def test_the_code_of_the_same_account_links_nothing(bot: Bot) -> None:
    given = code(on(bot, "ana", "teams", "link"))
    assert "the other platform" in said(on(bot, "ana", "teams", f"link {given}"))


def test_two_people_of_the_settings_are_not_one_by_a_code(bot: Bot) -> None:
    given = code(on(bot, "ana", "teams", "link"))
    refused = said(on(bot, "kim", "slack", f"link {given}"))
    assert "Ask Jo Park to list them under one person" in refused


def test_a_stranger_is_not_given_a_role_by_a_code(bot: Bot) -> None:
    """Mallory asks an administrator to type a code, or an administrator's code is seen."""
    given = code(on(bot, "jo", "teams", "link"))
    assert "one of them holds a role (admin)" in said(on(bot, "mallory", "slack", f"link {given}"))
    given = code(on(bot, "mallory", "slack", "link"))
    assert "one of them holds a role (admin)" in said(on(bot, "jo", "teams", f"link {given}"))


def test_who_stays_keeps_their_rights_and_gains_none(bot: Bot) -> None:
    """Nobody becomes an administrator, or IT, by linking."""
    on(bot, "newbie", "teams", "home")
    presses(bot, "newbie", "teams", "me.side", "clinical")
    bot.says("newbie", "help", TRIAGE)
    asked = on(bot, "newbie", "slack", f"link {code(on(bot, 'newbie', 'teams', 'link'))}")
    assert "Not taken over: the side IT." in said(asked)
    yes = next(b for b in buttons(asked) if b.label == "Yes, link them")
    presses(bot, "newbie", "slack", yes.action.name, *yes.action.args)
    assert person(bot, "newbie", "slack").side == "clinical"


def test_administrators_hear_of_an_account_that_holds_a_role(bot: Bot) -> None:
    on(bot, "sam", "teams", "home")
    links(bot, "sam", "teams", code(on(bot, "sam", "slack", "link")))
    assert "Sam Ortiz (oncall) is one person on" in bot.sees(bot.dm("jo", "slack"))


def test_standing_behind_one_concern_twice_is_standing_behind_it_once(bot: Bot) -> None:
    bot.says("ben", "concern label printer prints blank")
    bot.says("ana", "metoo C-101")
    on(bot, "ana", "slack", "metoo C-101")
    before = bot.card("concern:101", WARDS["5W"])
    links(bot, "ana", "slack", code(on(bot, "ana", "teams", "link")))
    with bot.database() as db:
        counts = db.connection().exec_driver_sql(
            "SELECT reporters, (SELECT count(*) FROM concern_reporters WHERE number = 101)"
            " FROM concerns WHERE number = 101"
        )
        assert counts.one() == (2, 2), before


# By e-mail


@pytest.fixture
def ours(tmp_path: Path) -> "Bot":
    hospital = replace(HARBOR, privacy=PrivacyRules(domains=(OURS,)))
    listed = PersonSetting("Lee Wu", (), "lee@elsewhere.example", "it", "", "", None)
    return Bot(tmp_path / "ours.db", hospital=hospital, cast=(*CAST, listed))


def zoe(platform: str, email: str = f"zoe@{OURS}", guest: bool = False) -> Account:
    return Account(platform, HOME[platform], f"zoe-{platform}", "Zoe Hart", email, guest=guest)


def one(bot: Bot, *accounts: Account) -> bool:
    with bot.database() as db:
        found = [people.of_account(db, account) for account in accounts]
    return len({None if p is None else p.id for p in found}) == 1 and found[0] is not None


def test_one_address_of_the_hospital_is_one_person(ours: Bot) -> None:
    meets(ours, zoe("teams"))
    meets(ours, zoe("slack", f"Zoe@{OURS.upper()}"))
    assert one(ours, zoe("teams"), zoe("slack"))
    for platform in ("teams", "slack"):
        assert "one e-mail address" in ours.sees(ours.dm(f"zoe-{platform}", platform))
    ours.end()


def test_whom_an_import_names_is_themselves_on_their_first_message(ours: Bot) -> None:
    """Their platform tells the address; it need not be of the hospital's own domains."""
    zoes = Person(name="Zoe Hart", email="zoe@elsewhere.example", side="it", role_list=[])
    with ours.database.begin() as db:
        imported.add(db, [zoes], ours.now)
        imported.mark(db, "staff.csv", [zoes.id])
        number = zoes.id
    meets(ours, zoe("teams", "zoe@elsewhere.example"))
    with ours.database() as db:
        met = people.of_account(db, zoe("teams"))
        assert met is not None
        assert (met.id, met.side) == (number, "it")
    ours.end()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (zoe("teams", "zoe@elsewhere.example"), zoe("slack", "zoe@elsewhere.example")),
        (zoe("teams"), zoe("slack", f"zoe@evil.{OURS}")),
        (zoe("teams"), zoe("slack", "")),
        (zoe("teams"), zoe("slack", guest=True)),
        (zoe("teams", guest=True), zoe("slack")),
    ],
    ids=["another domain", "a domain that ends like it", "no address", "a guest", "of a guest"],
)
def test_no_other_address_links_anyone(ours: Bot, first: Account, second: Account) -> None:
    meets(ours, first)
    meets(ours, second)
    assert not one(ours, first, second)
    ours.end()


def test_an_address_that_is_learnt_later_links_too(ours: Bot) -> None:
    meets(ours, zoe("teams", ""))
    meets(ours, zoe("slack"))
    meets(ours, zoe("teams"))
    assert one(ours, zoe("teams"), zoe("slack"))
    ours.end()


def test_someone_who_was_removed_does_not_come_back_on_another_platform(ours: Bot) -> None:
    meets(ours, zoe("teams"))
    shown = ours.says("jo", "people Zoe")
    remove = next(b for b in buttons(shown) if b.label == "Remove")
    ours.presses("jo", remove.action.name, *remove.action.args)
    assert "staff of this hospital" in meets(ours, zoe("slack"))
    assert "staff of this hospital" in meets(ours, zoe("slack"))
    ours.end()


def test_who_is_named_by_an_address_in_the_settings_is_known_by_it(ours: Bot) -> None:
    lee = Account("slack", HOME["slack"], "U9", "lee", "Lee@elsewhere.example")
    assert "Side: IT" in meets(ours, lee)
    with ours.database.begin() as db:
        people.seed(db, ours.cast, ours.now)
        found = [p.name for p in people.everyone(db)]
    assert found.count("Lee Wu") == 1
    ours.end()


# Apart again


def test_an_account_is_separated_and_starts_as_somebody_new(ours: Bot) -> None:
    meets(ours, zoe("teams"), "concern")
    meets(ours, zoe("slack"))
    shown = ours.send(Command(ours.id(), ours.dm("zoe-slack", "slack"), zoe("slack"), "unlink"))
    split = next(b.action for b in buttons(shown) if b.action.args[0] == "slack")
    done = said(ours.send(Press(ours.id(), ours.dm("zoe-slack", "slack"), zoe("slack"), split)))
    assert "Slack zoe-slack is somebody new" in done
    meets(ours, zoe("slack"))
    assert not one(ours, zoe("teams"), zoe("slack"))
    assert "Roles: none" in meets(ours, zoe("slack"))
    ours.end()


def test_nobody_separates_what_is_not_theirs_or_their_only_account(bot: Bot) -> None:
    assert "one account" in said(bot.says("ana", "unlink"))
    mine = ("teams", HOME["teams"], "ana")
    assert "only account" in said(bot.presses("ana", "link.split", *mine))
    assert "not yours" in said(bot.presses("ben", "link.split", *mine))


def test_me_offers_what_there_is(bot: Bot) -> None:
    labels = [b.label for b in buttons(bot.says("ana", "me"))]
    assert labels == ["Change", "Link another account", "Give me all of it", "Erase me"]
    labels = [b.label for b in buttons(bot.says("jo", "me"))]
    assert "Separate accounts" in labels


# What it rests on


def test_the_settings_make_one_person_of_two_that_were_met(bot: Bot) -> None:
    on(bot, "newbie", "teams", "home")
    on(bot, "newbie", "slack", "concern badge reader dead")
    accounts = (bot.account("newbie", "teams"), bot.account("newbie", "slack"))
    listed = PersonSetting("New Bie", accounts, "", "clinical", "5W", "", None)
    with bot.database.begin() as db:
        people.seed(db, [listed], bot.now)
    assert person(bot, "newbie", "slack").id == person(bot, "newbie", "teams").id
    assert "badge reader" in said(on(bot, "newbie", "teams", "concerns"))


def test_every_column_that_names_a_person_is_moved() -> None:
    """A new table whose person would be left behind fails here."""
    others = {"hospital_id", "id"}
    named = {
        column.name
        for table in METADATA.tables.values()
        for column in table.columns
        if column.name.endswith(("_id", "_by")) and column.type.python_type is int
    }
    assert named - others == POINTS


def test_a_code_is_never_taken_for_a_patients() -> None:
    guard = Guard(Rules())
    seen = [LETTERS[(n * 7 + i * i) % len(LETTERS)] for n in range(300) for i in range(LENGTH)]
    for n in range(300):
        letters = "".join(seen[n * LENGTH : (n + 1) * LENGTH])
        given = f"{letters[:4]}-{letters[4:]}"
        assert guard.check(given, frozenset()).text == given
        assert guard.check(letters.lower(), frozenset()).text == letters.lower()


def test_who_voted_on_both_sides_has_one_vote_once_the_accounts_are_one(bot: Bot) -> None:
    on(bot, "jo", "slack", "poll Pizza tonight?")
    on(bot, "ana", "teams", "vote P-101 Yes")
    on(bot, "ana", "slack", "vote P-101 No")
    with bot.database() as db:
        assert ballots.read(db, 101).voters == 2
    links(bot, "ana", "slack", code(on(bot, "ana", "teams", "link")))
    with bot.database() as db:
        tally = ballots.read(db, 101)
    assert tally.voters == 1
    on(bot, "ana", "slack", "vote P-101 No")
    with bot.database() as db:
        assert ballots.read(db, 101).voters == 1


def test_who_voted_before_in_secret_does_not_vote_again_after(bot: Bot) -> None:
    on(bot, "jo", "slack", "poll Pizza tonight? --anonymous")
    on(bot, "ana", "slack", "vote P-101 No")
    links(bot, "ana", "slack", code(on(bot, "ana", "teams", "link")))
    on(bot, "ana", "teams", "vote P-101 Yes")
    with bot.database() as db:
        assert ballots.read(db, 101).voters == 1
    on(bot, "jo", "slack", "close P-101")
    with bot.database() as db:
        assert ballots.read(db, 101).bag == {"rest": {"1": 1}}


@pytest.mark.parametrize(("kept", "other"), [("teams", "slack"), ("slack", "teams")])
def test_who_voted_in_secret_on_both_sides_has_one_vote_once_they_are_one(
    bot: Bot, kept: str, other: str
) -> None:
    on(bot, "jo", "slack", "poll Pizza tonight? --anonymous")
    on(bot, "ana", kept, "vote P-101 Yes")
    on(bot, "ana", other, "vote P-101 No")
    links(bot, "ana", "slack", code(on(bot, "ana", "teams", "link")))
    with bot.database() as db:
        assert ballots.read(db, 101).voters == 1
    on(bot, "ana", "slack", "unvote P-101")
    with bot.database() as db:
        assert ballots.read(db, 101).voters == 0
