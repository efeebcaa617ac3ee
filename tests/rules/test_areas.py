"""Care areas as hospitals spell them."""

import pytest

from bot.rules.care_areas import CARE_AREAS, care_area, direct_care


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("med-surg", "Med-surg"),
        ("Med/Surg", "Med-surg"),
        ("MEDSURG", "Med-surg"),
        ("medical and surgical", "Med-surg"),
        ("Medical-Surgical", "Med-surg"),
        ("er", "ED"),
        ("A&E", "ED"),
        ("Emergency Department", "ED"),
        ("intensive care", "ICU"),
        ("PACU", "Surgery/PACU"),
        ("Labor & Delivery", "Birth"),
        ("NICU", "Children/NICU"),
        ("Behavioral Health", "Behavioural health"),
    ],
)
def test_direct_care_in_many_spellings(text: str, area: str) -> None:
    assert care_area(text) == area
    assert direct_care(text)


def test_every_area_is_known_by_its_own_name_and_the_those_with_patients_are_direct_care() -> None:
    assert [care_area(area) for area in CARE_AREAS] == list(CARE_AREAS)
    assert [direct_care(area) for area in CARE_AREAS] == [
        area not in {"Pharmacy", "Lab", "Imaging", "Front desk", "Other"} for area in CARE_AREAS
    ]


@pytest.mark.parametrize("text", ["", "  ", "5 West", "handover", "and", "medical records"])
def test_what_is_no_care_area_is_none(text: str) -> None:
    assert care_area(text) == ""
    assert not direct_care(text)
