"""A nurse begins a huddle, her unit answers on a phone, and both sides read one post."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_concern import Visit, visit

__all__ = ["visit"]
pytestmark = pytest.mark.browser
LINE = 'huddle "5W go-live" daily 08:15 in 5 West, IT triage for 5 West'


def test_a_unit_answers_and_both_sides_read_one_post(visit: Visit) -> None:
    page = visit.page
    ward, it = page.locator("#pane-ward"), page.locator("#pane-it")
    page.get_by_role("button", name="Got it").click()

    # Begun by a line, shown before anything happens.
    box = ward.get_by_label("Write in 5 West as Ana Ruiz")
    box.fill(f"/{LINE}")
    box.press("Enter")
    private = ward.locator(".private")
    expect(private).to_contain_text("H-101 is not running yet")
    expect(private).to_contain_text("5 West: day 07:30-18:45, night 19:30-06:45")
    visit.shot("huddle-preview")
    visit.accessible()
    private.get_by_role("button", name="Start", exact=True).click()
    expect(private).to_contain_text("State")
    private.get_by_role("button", name="Dismiss").click()

    # Her answer: a short form, with patient data taken out before it is kept.
    box.fill("/report")
    box.press("Enter")
    dialog = page.get_by_role("dialog")
    slowed = dialog.get_by_label("What slowed you most?")
    slowed.fill("pt Jane Sample MRN 12345678: scanner three has no cable")
    dialog.get_by_label("One good thing?").fill("IT came within minutes")
    visit.shot("huddle-report")
    visit.accessible()
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog).to_contain_text("We took out")
    slowed.fill("Scanner three has no cable")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(private).to_contain_text("Thank you")
    expect(private.get_by_role("button", name="Make it a concern")).to_be_visible()
    private.get_by_role("button", name="Dismiss").click()

    # One post on both sides, in the order of seven minutes.
    box.fill("/huddle H-101 now")
    box.press("Enter")
    expect(ward.locator(".log")).to_contain_text("5 West: Scanner three has no cable")
    expect(ward.locator(".log")).to_contain_text("5 West: IT came within minutes")
    visit.shot("huddle-post")
    visit.accessible()
    visit.side("it")
    post = it.locator(".log")
    expect(post).to_contain_text("1 Safety first")
    expect(post).to_contain_text("Scanner three has no cable")

    # Sam takes it, and the ward sees who has it.
    post.get_by_role("button", name="Move on").click()
    it.locator(".private").get_by_role("button", name="I take it").click()
    expect(post).to_contain_text("Sam Ortiz · IT by")
    visit.shot("huddle-taken")
    visit.side("ward")
    expect(ward.locator(".log")).to_contain_text("Sam Ortiz · IT by")
