"""What visitors do a second time: open a form again, look again, come back."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_concern import Visit, visit

__all__ = ["visit"]
pytestmark = pytest.mark.browser


def test_a_form_that_was_closed_opens_again(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Got it").click()
    for _ in range(2):
        page.wait_for_timeout(900)
        page.locator("#pane-ward").get_by_role("button", name="Raise a concern").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_have_count(0)
