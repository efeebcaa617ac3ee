"""A visitor becomes someone else, and is still them after a reload."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_concern import Visit, visit

__all__ = ["visit"]
pytestmark = pytest.mark.browser


def test_a_visitor_acts_as_someone_else_in_their_own_room(visit: Visit) -> None:
    ward = visit.page.locator("#pane-ward")
    visit.page.get_by_role("button", name="Got it").click()
    ward.get_by_label("Act as").select_option("mia")
    box = ward.get_by_label("Write in ICU as Mia Chan")
    expect(box).to_be_visible()
    expect(ward.get_by_label("Act as")).to_be_focused()
    box.fill("good night")
    box.press("Enter")
    expect(ward.locator(".entry")).to_contain_text("Mia Chan")
    visit.page.reload()
    expect(ward.get_by_label("Write in ICU as Mia Chan")).to_be_visible()


def test_a_button_works_again_after_its_form_was_closed(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Got it").click()
    box = page.locator("#pane-ward").get_by_label("Write in 5 West as Ana Ruiz")
    box.fill("/concern label printer on 5 West prints blank labels")
    box.press("Enter")
    visit.side("it")
    fixed = page.locator("#pane-it .log").get_by_role("button", name="Fixed")
    for _ in range(3):
        fixed.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_have_count(0)
        page.wait_for_timeout(600)


def test_whoever_is_quicker_than_the_server_gets_the_room_pressed_last(visit: Visit) -> None:
    ward = visit.page.locator("#pane-ward")
    visit.page.get_by_role("button", name="Got it").click()
    visit.page.route("**/web/pane?*at=ward-icu*", lambda route: None)  # no answer is on its way
    ward.get_by_role("button", name="ICU").click()
    ward.get_by_role("button", name="Corridor").click()
    expect(ward.get_by_label("Write to Corridor as Ana Ruiz")).to_be_visible()
    assert visit.errors
    assert not visit.faults()
