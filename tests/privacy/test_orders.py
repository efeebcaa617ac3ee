"""Orders and emergencies: what must not be left to a chat, told from talk about screens."""

import pytest

from bot.privacy import order
from bot.rules.danger import danger
from tests.privacy.corpus import clean

ORDERS = (
    "give 5 mg morphine",
    "please give morphine 4 mg iv",
    "Start heparin drip at 1200 units/hr",
    "can you give pt 2 units of insulin",
    "hold metoprolol",
    "order lasix 40 mg IV now",
    "morphine 2 mg iv q4h prn",
    "give him 500 ml bolus",
    "increase propofol to 30 mcg/kg/min",
    "stop the drip",
    "push 1 amp d50 now",
    "verbal order: ativan 1 mg IV x1",
    "pls give tylenol 650 po",
    "Give 5mg morphine to [NAME]",
    "Give the patient 5 mg of morphine",
    "you can give another 2 mg dilaudid",
    "give 1 L NS bolus",
    "dc heparin",
    "start vanc 1 g iv q12h",
    "Give vitamin K 10 mg",
    "administer 0.4 mg narcan",
    "transfuse 2 units prbc",
    "increase her oxygen to 4 L",
    "order a stat CT head",
    "draw a troponin now",
    "Give 2 tabs norco",
    "Give 5 mg morphine, eMAR shows an error",
)
NO_ORDERS = (
    "drug X 5 mg missing from order set",
    "give 5 mg button missing",
    "can't give 5 mg morphine because scanner is dead",
    "heparin 5000 units shows twice in the MAR",
    "please add morphine 2 mg IV to the ED panel",
    "order set gives 5 mg instead of 2.5 mg",
    "when I give 5 mg the MAR shows 10",
    "give us 5 more minutes",
    "start 2 servers",
    "Increase font to 12",
    "hold the change until Monday",
    "stop the duplicate alerts",
    "eMAR says to give 5 mg morphine twice",
    "order 5 more label rolls",
    "the tylenol 650 mg order prints blank",
    "Please stop paging me",
    "run 5 reports",
    "give me access",
    "give 5 stars",
    "insulin 10 units showed as 100 units",
    "Draw label printer is out",
    "Start at 5 pm",
    "switch to the 5W printer",
    "continue with step 2",
    "load 5 ml syringe barcode fails to scan",
    "hold up, 2 l&d carts are down",
    "repeat 2 x then reboot",
)
EMERGENCIES = (
    "code blue in 412",
    "patient not breathing",
    "pt unresponsive rm 5",
    "pt is coding",
    "need rapid response 5W now",
    "call a code",
    "pt has no pulse",
    "he is choking",
    "she's seizing",
    "my patient is crashing",
    "patient stopped breathing eMAR down",
    "sats dropping and monitor dead",
    "help pt dying",
    "cardiac arrest in 3",
    "Code Blue 5W",
    "pt can't breathe",
    "patient is bleeding out",
    "baby not breathing",
    "anaphylaxis pt in bed 4 need epi",
    "patient collapsed in the lobby",
    "stroke in bed 5 now",
    "patient fell and is unconscious",
    "patient not breathing and the monitor screen is black",
)
NO_EMERGENCIES = (
    "code blue button sticks",
    "screen unresponsive",
    "code blue form prints twice",
    "rapid response flowsheet missing column",
    "not breathing option missing",
    "unresponsive touchscreen in patient room",
    "the patient app is crashing",
    "patient list is unresponsive",
    "patient portal is down",
    "code status missing",
    "stroke alert pager test failed",
    "code cart drawer",
    "no pulse ox waveform on monitor",
    "patient monitor unresponsive",
    "the app is choking on large images",
)


@pytest.mark.parametrize("text", ORDERS)
def test_an_order_is_told(text: str) -> None:
    assert order(text)


@pytest.mark.parametrize("text", NO_ORDERS)
def test_talk_about_orders_is_none(text: str) -> None:
    assert not order(text)


@pytest.mark.parametrize("text", EMERGENCIES)
def test_a_patient_in_danger_is_told(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize("text", NO_EMERGENCIES)
def test_talk_about_buttons_and_screens_is_no_emergency(text: str) -> None:
    assert not danger(text)


def test_everyday_lines_are_neither() -> None:
    assert not [line for line in clean() if order(line) or danger(line)]
