"""A nurse asks both sides by form, people vote with a tap, and all read what came of it."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_first_concern import Visit, visit

__all__ = ["visit"]
pytestmark = pytest.mark.browser
QUESTION = "Is your area ready for Saturday?"
WARD = {"ana": "Yes", "ben": "Yes", "mia": "Partly", "tom": "Partly", "lena": "Partly"}


def on_the_ward(pane: Locator, who: str) -> None:
    """Become someone else, in the same room."""
    pane.get_by_label("Act as").select_option(who)
    expect(pane).to_have_attribute("data-as", who)
    with pane.page.expect_response(lambda answer: "at=ward-5w" in answer.url):
        pane.get_by_role("button", name="5 West").click()
    expect(pane).to_have_attribute("data-at", "ward-5w")


def test_a_poll_is_asked_answered_and_closed(visit: Visit) -> None:
    page = visit.page
    ward, it = page.locator("#pane-ward"), page.locator("#pane-it")
    page.get_by_role("button", name="Got it").click()

    # Ana asks by form, in her ward and where IT works.
    box = ward.get_by_label("Write in 5 West as Ana Ruiz")
    box.fill("/poll")
    box.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What do you want to know?").fill(QUESTION)
    dialog.get_by_role("textbox", name="Options").fill("Yes\nPartly\nNo")
    dialog.get_by_label("IT triage").check()
    visit.shot("poll-form")
    visit.accessible()
    dialog.get_by_role("button", name="Open the poll").click()
    card = ward.locator(".log")
    expect(card).to_contain_text(f"P-101 · {QUESTION}")
    expect(card).to_contain_text("Nobody has voted yet")

    # Five of the wards and one of IT vote, each with a tap.
    for who, answer in WARD.items():
        on_the_ward(ward, who)
        card.get_by_role("button", name=answer, exact=True).click()
        expect(ward.locator(".private")).to_contain_text(f"Your vote: {answer}")
    visit.shot("poll-voted")
    visit.accessible()
    visit.side("it")
    triage = it.locator(".log")
    triage.get_by_role("button", name="Yes", exact=True).click()
    expect(triage).to_contain_text("6 voted so far")
    visit.shot("poll-open")

    # Ana closes it: all together are there, and not what one person of IT said.
    visit.side("ward")
    on_the_ward(ward, "ana")
    card.get_by_role("button", name="More").click()
    ward.locator(".private").get_by_role("button", name="Close it now").click()
    page.locator("#sure").get_by_role("button", name="Close it now").click()
    expect(card).to_contain_text("3 of 6, 50.0 % (95 % CI 18.8-81.2)")
    expect(card).to_contain_text("The sides are not shown: IT are fewer than five.")
    expect(card).to_contain_text("A tie: Yes and Partly.")
    visit.accessible()

    # And she says what happens now, which IT reads too.
    ward.locator(".private").get_by_role("button", name="What happens now?").click()
    dialog.get_by_label("What happens now?").fill("Two helpers come to every ward on Saturday")
    dialog.get_by_role("button", name="Tell them").click()
    expect(card).to_contain_text("Two helpers come to every ward")
    ward.locator(".private").get_by_role("button", name="Dismiss").click()
    visit.shot("poll-closed")
    visit.side("it")
    expect(triage).to_contain_text("What came of P-101")
    visit.accessible()


def test_an_anonymous_vote_is_changed_by_a_press(visit: Visit) -> None:
    ward = visit.page.locator("#pane-ward")
    visit.page.get_by_role("button", name="Got it").click()
    box = ward.get_by_label("Write in 5 West as Ana Ruiz")
    box.fill("/poll Do you trust the numbers? | Yes | No --anonymous")
    box.press("Enter")
    ward.locator(".private").get_by_role("button", name="Open", exact=True).click()
    ward.locator(".log").get_by_role("button", name="Yes", exact=True).click()
    mine = ward.locator(".private")
    expect(mine).to_contain_text("Your vote: Yes")
    visit.shot("poll-anonymous")
    visit.accessible()
    ward.locator(".log").get_by_role("button", name="No", exact=True).click()
    expect(mine).to_contain_text("Your vote: No")
    expect(ward.locator(".log")).to_contain_text("1 voted so far")


def test_a_ranking_is_put_in_order_on_a_form(visit: Visit) -> None:
    page = visit.page
    ward = page.locator("#pane-ward")
    page.get_by_role("button", name="Got it").click()
    box = ward.get_by_label("Write in 5 West as Ana Ruiz")
    box.fill("/poll Which first? | Printers | Alerts | Phones --ranked")
    box.press("Enter")
    ward.locator(".private").get_by_role("button", name="Open", exact=True).click()
    ward.locator(".log").get_by_role("button", name="Vote").click()
    dialog = page.get_by_role("dialog")
    second = dialog.get_by_role("group", name="2. choice")
    dialog.get_by_role("group", name="First choice").get_by_label("Alerts").check()
    second.get_by_label("Alerts").check()
    dialog.get_by_role("button", name="Vote").click()
    expect(dialog).to_contain_text("Alerts has a place already")
    visit.accessible()
    second.get_by_label("Printers").check()
    visit.shot("poll-ranking")
    dialog.get_by_role("button", name="Vote").click()
    expect(ward.locator(".private")).to_contain_text("Your vote: Alerts > Printers")
