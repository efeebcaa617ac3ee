"""Everything a person can do in Slack, over HTTP and through a socket alike."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Mode, Scene, scene


@pytest.fixture(params=["http", "socket"])
def at(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    """Without pauses between messages."""
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, cast(Mode, request.param)) as found:
            yield found


def test_one_sentence_after_a_slash_raises_a_concern(at: Scene) -> None:
    at.raised()
    assert "C-101 is with IT" in at.slack.alone("ana", "ward-5w")
    assert "Raised: Ana Ruiz · clinical" in at.slack.shown("it-triage")


def test_two_taps_change_the_private_answer_in_place(at: Scene) -> None:
    at.raised()
    (receipt,) = at.slack.ephemerals
    at.people.press("ana", receipt, "Annoying").result()
    eventually(lambda: "Could a patient get hurt?" in at.slack.alone("ana"))
    assert len(at.slack.ephemerals) == 1
    eventually(lambda: "annoying" in at.slack.shown("it-triage"))


def test_the_command_alone_opens_the_form_and_its_receipt_stays_in_it(at: Scene) -> None:
    at.people.command("ana", "/concern", "", "ward-5w").result()
    eventually(lambda: at.slack.modal("ana"))
    answer = at.people.submit("ana", {"What is wrong?": "scanner on 5 West is dead"}).result()
    assert not answer.errors
    view = at.slack.modal("ana")
    assert view is not None
    assert "C-101 is with IT" in at.slack.text(view)
    eventually(lambda: "scanner on 5 West is dead" in at.slack.shown("it-triage"))


def test_patient_data_in_a_form_comes_back_cleaned_and_only_that_goes_on(at: Scene) -> None:
    at.people.command("ana", "/concern", "", "ward-5w").result()
    eventually(lambda: at.slack.modal("ana"))
    words = "scanner dead, pt John Smith MRN 00482913 waits"
    at.people.submit("ana", {"What is wrong?": words}).result()
    view = at.slack.modal("ana")
    assert view is not None
    shown = at.slack.text(view)
    assert "Check before it goes" in shown
    assert "scanner dead" in shown
    assert "00482913" not in shown
    at.people.submit("ana").result()
    eventually(lambda: "scanner dead" in at.slack.shown("it-triage"))
    assert "00482913" not in at.slack.shown("it-triage")
    assert "00482913" not in at.app.stored()


def test_what_is_wrong_stands_beside_its_field(at: Scene) -> None:
    at.raised()
    at.people.says("sam", "it-triage", "@corridor take C-101").result()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.press("sam", card, "Fixed").result()
    eventually(lambda: at.slack.modal("sam"))
    first = at.people.submit("sam", {"What was done?": "resolved"}).result()
    assert "at least five plain words" in " ".join(first.errors.values())
    again = at.people.submit("sam", {"What was done?": "resolved"}).result()
    assert "at least five plain words" in " ".join(again.errors.values())
    note = "The roll was upside down, labels print again"
    assert not at.people.submit("sam", {"What was done?": note}).result().errors
    eventually(lambda: "Please check C-101" in at.slack.shown("ward-5w"))


def test_a_mention_is_answered_for_the_one_who_asked(at: Scene) -> None:
    at.people.says("sam", "it-triage", "@corridor help").result()
    at.alone("sam", "concern")
    assert "concern" not in at.slack.shown("it-triage").replace("@corridor", "")


def test_a_sentence_in_the_direct_message_asks_whether_to_raise_it(at: Scene) -> None:
    at.people.dm("ben", "the label printer prints nothing").result()
    eventually(lambda: "Send to IT?" in at.slack.shown(at.slack.im("ben")))


def test_what_people_typed_arrives_as_they_saw_it(at: Scene) -> None:
    words = "concern PACS & <viewer> say *wrong room* since @sam was here, see https://x.example/a?b=1&c=2"
    at.people.dm("ana", words).result()
    eventually(lambda: "PACS" in at.slack.shown("it-triage"))
    card = next(m for m in at.slack.channel("it-triage").messages if "PACS" in m.text)
    shown = at.slack.text(card)
    assert "PACS & <viewer> say *wrong room* since @Sam Ortiz was here" in shown
    assert "https://x.example/a?b=1&c=2" in shown


def test_a_form_where_no_window_can_open_stands_in_the_chat(at: Scene) -> None:
    at.people.dm("ana", "concern").result()
    eventually(lambda: "What is wrong?" in at.slack.shown(at.slack.im("ana")))


def test_the_global_shortcut_opens_the_form(at: Scene) -> None:
    at.people.shortcut("ana", "raise_concern").result()
    eventually(lambda: at.slack.modal("ana"))
    at.people.submit("ana", {"What is wrong?": "fax machine eats paper"}).result()
    eventually(lambda: "fax machine" in at.slack.shown("it-triage"))


def test_a_message_can_be_raised_from_its_menu(at: Scene) -> None:
    at.people.says("ben", "ward-5w", "the scanner is dead again").result()
    message = at.slack.channel("ward-5w").messages[-1]
    at.people.message_shortcut("ben", message, "raise_this").result()
    eventually(lambda: at.slack.modal("ben"))
    view = at.slack.modal("ben")
    assert view is not None
    assert "the scanner is dead again" in at.slack.text(view)


def test_home_is_useful_on_the_first_visit_and_after(at: Scene) -> None:
    at.people.opens_home("ana").result()
    ana = at.slack.user("ana").id
    eventually(lambda: ana in at.slack.homes)
    first = at.slack.text(at.slack.homes[ana])
    assert "Raise a concern" in first
    assert "one sentence is enough" in first
    at.raised()
    at.people.opens_home("ana").result()
    eventually(lambda: "C-101" in at.slack.text(at.slack.homes[ana]))
    at.people.press("ana", "home", "Open").result()
    eventually(lambda: at.slack.modal("ana"))


def test_threads_go_both_ways_with_edits_and_deletions(at: Scene) -> None:
    at.raised()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.says("sam", "it-triage", "Turning the roll round now", under=card.ts).result()
    eventually(lambda: "Turning the roll round now" in at.slack.shown("ward-5w"))
    mine = at.slack.channel("it-triage").thread(card.ts)[-1]
    at.people.edits("sam", mine, "Turning both rolls round now").result()
    eventually(lambda: "Turning both rolls round now" in at.slack.shown("ward-5w"))
    at.people.deletes("sam", mine).result()
    eventually(lambda: "Turning both rolls" not in at.slack.shown("ward-5w"))


def test_a_mention_in_a_thread_is_one_answer_and_not_two(at: Scene) -> None:
    at.raised()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.says("sam", "it-triage", "@corridor on my way", under=card.ts).result()
    eventually(lambda: "on my way" in at.slack.shown("ward-5w"))
    assert at.slack.shown("ward-5w").count("on my way") == 1


def test_where_the_bot_is_not_a_member_the_answer_still_arrives(at: Scene) -> None:
    at.slack.room("corridor-free", "ben")
    at.people.command("ben", "/corridor", "help", "corridor-free").result()
    at.alone("ben", "concern")


def test_an_emoji_is_a_hint_and_changes_nothing(at: Scene) -> None:
    at.raised()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.reacts("sam", card, "white_check_mark").result()
    assert "New" in at.slack.text(card)


def test_a_guest_and_somebody_of_another_workspace_get_nothing(at: Scene) -> None:
    at.slack.person("Vera Vendor", guest="restricted")
    at.slack.channel("ward-5w").members.add(at.slack.user("vera").id)
    at.people.command("vera", "/concern", "let me in", "ward-5w").result()
    at.alone("vera", "for the staff of this hospital")
    assert "let me in" not in at.app.stored()


def test_who_left_slack_can_do_nothing_more(at: Scene) -> None:
    at.people.command("kim", "/corridor", "home").result()
    at.people.changes("kim", deleted=True).result()
    eventually(lambda: "Kim Lee's account on Slack was closed" in at.slack.shown(at.slack.im("jo")))


def test_a_lost_room_is_told_to_the_administrators(at: Scene) -> None:
    at.people.leaves("corridor", "it-triage").result()
    eventually(lambda: "no longer in IT triage" in at.slack.shown(at.slack.im("jo")))


def test_names_come_from_slack_and_follow_it(at: Scene) -> None:
    at.people.command("ben", "/concern", "phone on 5 West is dead", "ward-5w").result()
    eventually(lambda: "Raised: Ben Cole" in at.slack.shown("it-triage"))
    at.people.changes("ben", real_name="Benedict Cole").result()
    at.people.command("ben", "/concern", "tube system is stuck", "ward-5w").result()
    eventually(lambda: "Raised: Benedict Cole" in at.slack.shown("it-triage"))


def test_a_new_room_is_welcomed_by_why_and_how(at: Scene) -> None:
    at.slack.room("pharmacy", "lena")
    at.people.joins("corridor", "pharmacy", by="lena").result()
    eventually(lambda: "between the ward and IT" in at.slack.shown("pharmacy"))


def test_a_name_of_a_private_room_is_never_kept(at: Scene) -> None:
    at.people.command("mia", "/concern", "bed board is wrong", "ward-icu").result()
    eventually(lambda: "bed board" in at.slack.shown("it-triage"))
    assert "ward-icu" not in at.app.stored()
    assert "ward-icu" not in at.slack.shown("it-triage")
