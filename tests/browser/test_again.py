"""What visitors do twice, undo, and come back to."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_first_concern import Visit, visit

__all__ = ["visit"]
pytestmark = pytest.mark.browser
desktop = pytest.mark.parametrize("visit", ["desktop"], indirect=True)
phone = pytest.mark.parametrize("visit", ["phone"], indirect=True)
BOX = "Write in 5 West as Ana Ruiz"


def ward(visit: Visit) -> Locator:
    visit.page.get_by_role("button", name="Got it").click()
    return visit.page.locator("#pane-ward")


def say(pane: Locator, text: str) -> None:
    box = pane.get_by_label(BOX)
    box.fill(text)
    box.press("Enter")
    expect(box).to_have_value("")


@desktop
def test_a_form_that_was_closed_opens_again(visit: Visit) -> None:
    pane, dialog = ward(visit), visit.page.get_by_role("dialog")
    for _ in range(2):
        pane.get_by_role("button", name="Raise a concern").click()
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_have_count(0)


@desktop
def test_a_double_click_does_not_press_what_comes_next(visit: Visit) -> None:
    pane = ward(visit)
    say(pane, "/concern label printer prints blank labels")
    private = pane.locator(".private")
    private.get_by_role("button", name="Slowed").dblclick()
    expect(private).to_contain_text("Could a patient get hurt?")
    visit.page.wait_for_timeout(300)
    expect(private).to_contain_text("Could a patient get hurt?")


@desktop
def test_focus_stays_near_what_was_pressed(visit: Visit) -> None:
    pane = ward(visit)
    say(pane, "/concern label printer prints blank labels")
    expect(pane.get_by_label(BOX)).to_be_focused()
    pane.locator(".private").get_by_role("button", name="Slowed").press("Enter")
    expect(pane.locator(".private")).to_contain_text("Could a patient get hurt?")
    expect(pane.locator(".private")).to_be_focused()
    pane.locator(".private").get_by_role("button", name="Dismiss").press("Enter")
    expect(pane.get_by_label(BOX)).to_be_focused()


@phone
def test_the_next_question_is_read_from_its_beginning(visit: Visit) -> None:
    pane = ward(visit)
    say(pane, "/concern label printer prints blank labels")
    pane.locator(".private").get_by_role("button", name="Slowed").click()
    expect(pane.locator(".private")).to_contain_text("Could a patient get hurt?")
    visit.page.wait_for_function("document.querySelector('.private-area').scrollTop === 0")


@desktop
def test_people_edit_delete_and_react(visit: Visit) -> None:
    pane = ward(visit)
    say(pane, "printer is back")
    words, more = pane.locator(".words"), pane.get_by_label("More on this message")
    more.click()
    pane.get_by_text("Edit", exact=True).click()
    pane.get_by_label("Your message").fill("printer is back, thanks")
    pane.get_by_role("button", name="Save").click()
    expect(words).to_have_text("printer is back, thanks")
    more.click()
    pane.get_by_role("button", name="Thanks").click()
    expect(pane.locator(".mark")).to_contain_text("👍 1")
    more.click()
    pane.get_by_role("button", name="Thanks").click()
    expect(pane.locator(".mark")).to_have_count(0)
    more.click()
    visit.accessible()
    pane.get_by_role("button", name="Delete").click()
    visit.page.locator("#sure").get_by_role("button", name="Delete").click()
    expect(pane.locator(".log")).to_contain_text("This message was deleted")


@desktop
def test_a_message_becomes_a_concern(visit: Visit) -> None:
    pane = ward(visit)
    say(pane, "scanner on 5 West does not read wristbands")
    pane.get_by_label("More on this message").click()
    pane.get_by_role("button", name="Raise as a concern").click()
    expect(visit.page.get_by_role("dialog").get_by_label("What is wrong?")).to_have_value(
        "scanner on 5 West does not read wristbands"
    )


@desktop
def test_reloading_comes_back_to_the_same_person_and_room(visit: Visit) -> None:
    pane = ward(visit)
    pane.get_by_label("Act as").select_option("ben")
    expect(pane.get_by_label("Write in 5 West as Ben Cole")).to_be_visible()
    pane.get_by_role("button", name="ICU").click()
    expect(pane.get_by_label("Write in ICU as Ben Cole")).to_be_visible()
    visit.page.reload()
    expect(pane.get_by_label("Write in ICU as Ben Cole")).to_be_visible()


@desktop
def test_home_and_the_direct_messages(visit: Visit) -> None:
    pane = ward(visit)
    pane.get_by_role("button", name="Corridor").click()
    box = pane.get_by_label("Write to Corridor as Ana Ruiz")
    box.fill("concern monitor in bay 3 flickers")
    box.press("Enter")
    expect(pane.locator(".private")).to_contain_text("C-101")
    visit.accessible()
    pane.get_by_role("button", name="Home").click()
    expect(pane.locator(".log")).to_contain_text("C-101")
    visit.accessible()


@phone
def test_the_other_side_shows_that_it_has_news(visit: Visit) -> None:
    pane = ward(visit)
    say(pane, "/concern label printer prints blank labels")
    expect(pane.locator(".private")).to_contain_text("C-101")
    dot = visit.page.locator(".switch [data-show=it] .dot")
    expect(dot).to_be_visible()
    visit.side("it")
    expect(dot).to_be_hidden()


@desktop
def test_no_serious_fault_in_either_light(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    pane = ward(visit)
    say(pane, "/concern eMAR down on all units, a patient could be hurt")
    expect(pane.locator(".private")).to_contain_text("C-101")
    visit.accessible()
    visit.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    visit.accessible()


@desktop
def test_what_was_typed_stays_when_it_cannot_be_sent(visit: Visit) -> None:
    pane = ward(visit)
    visit.page.route("**/web/say", lambda route: route.fulfill(status=503, body="Not saved."))
    box = pane.get_by_label(BOX)
    box.fill("good night")
    box.press("Enter")
    expect(pane.locator(".trouble").last).to_have_text("Not saved.")
    expect(box).to_have_value("good night")
    visit.page.unroute("**/web/say")
    box.press("Enter")
    expect(pane.locator(".words")).to_have_text("good night")
    expect(pane.locator(".trouble").last).to_be_hidden()
    visit.errors.clear()  # the browser notes the 503 itself
