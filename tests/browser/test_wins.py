"""A nurse says thank you, each person named answers, and both sides see the win."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_first_concern import Visit, visit

__all__ = ["visit"]
pytestmark = pytest.mark.browser
TEXT = "eMAR is back on three units"


def acts_as(visit: Visit, pane: Locator, who: str, place: str) -> None:
    pane.get_by_label("Act as").select_option(who)
    expect(pane).to_have_attribute("data-as", who)
    pane.get_by_role("button", name=place).click()
    expect(pane).to_have_attribute("data-at", place.lower())


def test_a_win_goes_out_when_everybody_has_said_yes(visit: Visit) -> None:
    page = visit.page
    ward, it = page.locator("#pane-ward"), page.locator("#pane-it")
    page.get_by_role("button", name="Got it").click()

    # Tom says it in one sentence; he alone sees the draft. Nobody here is off shift.
    acts_as(visit, ward, "tom", "Corridor")
    box = ward.get_by_label("Write to Corridor as Tom Webb")
    box.fill(f"win @Lena @Raj {TEXT}")
    box.press("Enter")
    draft = ward.locator(".private")
    expect(draft).to_contain_text("nothing is sent yet")
    expect(draft.get_by_role("button").nth(1)).to_have_text("Tell them privately")
    visit.shot("win-draft")
    visit.accessible()
    draft.get_by_role("button", name="Announce it").click()
    expect(draft).to_contain_text("Being asked: Lena Fox and Raj Patel")

    # Lena may be named.
    acts_as(visit, ward, "lena", "Corridor")
    asked = ward.locator(".log")
    expect(asked).to_contain_text("Tom Webb · clinical wants to say thank you")
    visit.shot("win-asked")
    visit.accessible()
    asked.get_by_role("button", name="Yes, by name").click()
    expect(asked).to_contain_text("It names you.")

    # Raj stands behind his team, in his own words.
    visit.side("it")
    acts_as(visit, it, "raj", "Corridor")
    it.locator(".log").get_by_role("button", name="Only my team").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What should it say?").fill("the interface team")
    visit.accessible()
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(it.locator(".log")).to_contain_text("It says “the interface team”")

    # The card is in the room for wins, with both sides.
    it.get_by_role("button", name="Wins").click()
    card = it.locator(".log")
    expect(card).to_contain_text("To Lena Fox · clinical and the interface team · IT")
    expect(card).to_contain_text(TEXT)
    expect(card).not_to_contain_text("Raj")
    visit.shot("win-card")
    visit.accessible()


def test_a_win_that_names_nobody_says_how(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Got it").click()
    ward = visit.page.locator("#pane-ward")
    box = ward.get_by_label("Write in 5 West as Ana Ruiz")
    box.fill(f"/win {TEXT}")
    box.press("Enter")
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Say whom it is for: /win @Ana @Raj what changed.")
    expect(dialog.get_by_label("What changed?")).to_have_value(TEXT)
    visit.shot("win-form")
    visit.accessible()
