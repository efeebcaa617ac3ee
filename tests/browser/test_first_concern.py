"""A newcomer raises a concern as a nurse, answers it as IT, and sees the ward close it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
IMAGES = Path(__file__).parents[2] / "docs" / "img"
SIZES = {"desktop": (1280, 860), "phone": (390, 844)}
NOTE = "The label printer has a new roll and prints again"


class Visit:
    """One browser window on the playground, and what a visitor does in it."""

    def __init__(self, page: Page, size: str) -> None:
        self.page, self.size = page, size
        self.errors: list[str] = []
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def side(self, name: str) -> None:
        """On a phone, one side is shown at a time."""
        if self.size == "phone":
            self.page.locator(f".switch [data-show={name}]").click()

    def faults(self) -> list[str]:
        """What the page said went wrong, without requests that it ended itself for a newer one.

        htmx notes such a request as two errors. Whoever is quicker than the server causes it: a room
        pressed while another is on its way (`hx-sync="replace"`).
        """
        replaced = {n for n, text in enumerate(self.errors) if text.startswith("htmx:sendAbort")}
        noted = replaced | {n - 1 for n in replaced}
        return [text for n, text in enumerate(self.errors) if n not in noted]

    def shot(self, name: str) -> None:
        if os.environ.get("CORRIDOR_SCREENSHOTS"):
            IMAGES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(IMAGES / f"{name}-{self.size}.png"))

    def accessible(self) -> None:
        # A button fades while its request is under way; what counts is the page at rest.
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        found = Axe().run(self.page).response["violations"]
        bad = [
            (v["id"], [n["html"][:160] for n in v["nodes"][:2]])
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
        assert bad == []


@pytest.fixture(params=SIZES)
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height})
    visit = Visit(page, request.param)
    page.goto(address)
    yield visit
    assert visit.faults() == []
    page.close()


def test_a_concern_goes_from_the_ward_to_it_and_back(visit: Visit) -> None:
    page = visit.page
    ward, it = page.locator("#pane-ward"), page.locator("#pane-it")
    expect(page.get_by_text("Three things to try")).to_be_visible()
    visit.shot("first-look")
    visit.accessible()
    page.get_by_role("button", name="Got it").click()

    # Ana says it in one sentence, then two taps.
    box = ward.get_by_label("Write in 5 West as Ana Ruiz")
    box.fill("/concern label printer on 5 West won't print labels")
    box.press("Enter")
    private = ward.locator(".private")
    expect(private).to_contain_text("C-101 is with IT")
    visit.shot("receipt")
    private.get_by_role("button", name="Slowed").click()
    private.get_by_role("button", name="No", exact=True).click()
    expect(private).to_contain_text("That is all")
    expect(ward.locator(".log")).to_contain_text("C-101 · P2")
    visit.accessible()
    private.get_by_role("button", name="Dismiss").click()
    visit.shot("raised")

    # Sam answers in the thread; the ward sees it.
    visit.side("it")
    expect(it.locator(".log")).to_contain_text("C-101 · P2")
    it.get_by_text("Reply in thread").first.click()
    reply = it.get_by_label("Reply in this thread").first
    reply.fill("On my way with a new label roll")
    reply.press("Enter")
    expect(it.locator(".log")).to_contain_text("Acknowledged")
    visit.shot("answered")

    # A note that says nothing is refused; a plain one asks the ward to check.
    it.locator(".log").get_by_role("button", name="Fixed").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What was done?").fill(NOTE)
    visit.shot("fixed")
    visit.accessible()
    dialog.get_by_role("button", name="Ask for a check").click()
    expect(it.locator(".log")).to_contain_text("Fixed - please check")

    # The ward confirms.
    visit.side("ward")
    expect(ward.locator(".log")).to_contain_text("Sam Ortiz · IT on C-101")
    ward.locator(".log").get_by_role("button", name="It works").first.click()
    expect(ward.locator(".log")).to_contain_text("Closed")
    expect(ward.locator(".private")).to_contain_text(NOTE)
    visit.shot("closed")
    visit.side("it")
    expect(it.locator(".log")).to_contain_text("C-101 is confirmed")
    visit.accessible()


def test_what_was_said_is_there_after_reloading(visit: Visit) -> None:
    ward = visit.page.locator("#pane-ward")
    visit.page.get_by_role("button", name="Got it").click()
    box = ward.get_by_label("Write in 5 West as Ana Ruiz")
    box.fill("<b>good night</b> @everyone *all*")
    box.press("Enter")
    expect(ward.locator(".words")).to_have_text("<b>good night</b> @everyone *all*")
    visit.page.reload()
    expect(ward.locator(".words")).to_have_text("<b>good night</b> @everyone *all*")


def test_the_form_shows_what_the_guard_took_out(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Got it").click()
    page.locator("#pane-ward").get_by_role("button", name="Raise a concern").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    visit.shot("form")
    visit.accessible()
    dialog.get_by_label("What is wrong?").fill("eMAR frozen, pt Jane Sample MRN 12345678 waits")
    dialog.get_by_role("button", name="Send to IT").click()
    expect(dialog).to_contain_text("We took out a name, a record number")
    expect(dialog.get_by_label("What is wrong?")).to_have_value(
        "eMAR frozen, pt [NAME] MRN [MRN] waits"
    )
    visit.shot("cleaned")
    dialog.get_by_role("button", name="Send to IT").click()
    expect(page.locator("#pane-ward .log")).to_contain_text("C-101")
