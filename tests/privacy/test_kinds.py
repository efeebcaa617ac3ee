"""Kinds that were weak once: each with the sentence that passed, and with its clean neighbour."""

import pytest

from bot.privacy import Guard, Rules

GUARD = Guard()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        # as registration writes
        ("DOB: 04MAR61", "DOB: [DOB]"),
        ("dob19610304 err 12", "dob[DOB] err 12"),
        ("DOB 3 4 61 rejected", "DOB [DOB] rejected"),
        ("DOB 1961-MAR-04 rejected", "DOB [DOB] rejected"),
        ("num. exp. 443942 no abre", "num. exp. [MRN] no abre"),
        ("barcode says 00482913 but that's not him", "barcode says [MRN] but that's not him"),
        ("gave Kowalski the wrong dose", "gave [NAME] the wrong dose"),
        ("dob:10/14/55;err=1", "dob:[DOB];err=1"),
        # in Spanish
        ("fecha de nac. 24 de marzo de 2012 está mal", "fecha de nac. [DOB] está mal"),
        ("número de expediente 443942 no abre", "número de expediente [MRN] no abre"),
        ("ingresó el 20/11/2025 y no tiene cama", "ingresó el [DATE] y no tiene cama"),
        ("la mamá, Salma Baca, no ve las vacunas", "la mamá, [NAME], no ve las vacunas"),
        ("Sra. Sisneros no recibe los mensajes", "Sra. [NAME] no recibe los mensajes"),
        # HL7
        ("SMITH^JOHN^A not in worklist", "[NAME] not in worklist"),
        ("PID|1||00482913^^^H^MR||SMITH^JOHN^A||19610304|M", "PID|1||[MRN]^^^H^MR||[NAME]||[DOB]|M"),
        ("ORM reject for DE LA CRUZ^MARIA", "ORM reject for [NAME]"),
        ("medicare # 1EG4 TE5 MK73 typed", "medicare # [INSURANCE_ID] typed"),
        # behind a scanner's words
        ("scanned 00482913, wrong patient came up", "scanned [MRN], wrong patient came up"),
        ("barcode on the band comes up as 5783804", "barcode on the band comes up as [MRN]"),
        ("Hosp no: K482913", "Hosp no: [MRN]"),
        # a surname or initials beside a room or a thing of care
        ("Okafor in 512 has no pump association", "[NAME] in 512 has no pump association"),
        ("bed 2 Schmidt needs a new band", "bed 2 [NAME] needs a new band"),
        ("WELLS 314A: band reprint pls", "[NAME] 314A: band reprint pls"),
        ("pt KS rm 688 wrong list", "pt [NAME] [ROOM] wrong list"),
        ("Cole is wearing Padilla's band", "[NAME 1] is wearing [NAME 2]'s band"),
        # names that are words, names on no list
        ("pt wood in 105 no tele", "pt [NAME] in 105 no tele"),
        ("patient CHASE WOOD WRONG ALLERGIES", "patient [NAME] WRONG ALLERGIES"),
        ("pt Ольга Петрова has two charts", "pt [NAME] has two charts"),
        ("chart of 李伟 is locked", "chart of [NAME] is locked"),
        ("Name: राहुल शर्मा prints as boxes", "Name: [NAME] prints as boxes"),
        ("Emergency Contact: Kaja Mangold (daughter)", "Emergency Contact: [NAME] (daughter)"),
        ("last name Young, first name Hunter", "last name [NAME 1], first name [NAME 2]"),
    ],
)  # fmt: skip
def test_it_is_found(text: str, cleaned: str) -> None:
    assert GUARD.check(text).text == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson's meds list is out of date",
        "add Wilson's meds to the formulary search",
        "the Hamilton G5 in room 512 alarms",
        "Owens Minor support case is open",
        "price list for St. Jude Merlin attached",
        "Martin Luther King in 48 minutes by shuttle",
        "VPN to Grady Memorial is down",
        "flu vaccine lot A123 exp 04MAR27 scans as expired",
        "crash cart seal expires 3/4/2027",
        "the elevator is 95 years old",
        "95 year old mainframe feeds the bed board",
        "invoice 4401128 from the account rep is unpaid",
        "page me at <tel:87866|87866>",
        "on call pager is <tel:5550187|555-0187>",
        "labs for the NICU come at 0248",
        "ADT^A08 and ORU^R01 are rejected, OBX|1|NM|K^POTASSIUM||5.1",
        "scanned A903145, says not on formulary",
        "Friday in 348: new phones",
        "los pacientes preguntan por el portal en español",
    ],
)
def test_its_neighbour_is_left(text: str) -> None:
    assert GUARD.check(text).text == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("pt's daughter mobile 07700-900-123", "pt's daughter mobile [PHONE]"),
        ("patient's wife on 0161 496 0000", "patient's wife on [PHONE]"),
        ("patient's mobile 06 12 34 56 78", "patient's mobile [PHONE]"),
        ("call the patient's mum on 0416 864 016", "call the patient's mum on [PHONE]"),
        ("NHS no 943 476 5919 not on the Spine", "NHS no [NATIONAL_ID] not on the Spine"),
        ("pt 943 476 5919 has two letters", "pt [NATIONAL_ID] has two letters"),
        ("CHI 010150 1235", "CHI [NATIONAL_ID]"),
        ("NINO QQ123456C", "NINO [NATIONAL_ID]"),
        ("NINO AB 64 81 25 D printed", "NINO [NATIONAL_ID] printed"),
        ("OHIP 1234-567-897-AB", "OHIP [NATIONAL_ID]"),
        ("NHI number ZAC5361", "NHI number [NATIONAL_ID]"),
        ("BSN 111222333", "BSN [NATIONAL_ID]"),
        ("pt lives at 226 Victoria Lane, Sheffield BS8 1TH", "pt lives at [ADDRESS 1][ADDRESS 2]"),
        ("patient postal code V6B 2W9", "patient postal code [ADDRESS]"),
        ("https://ehr.example.org/patient/alice-walker/orders hangs", "[URL] hangs"),
        ("https://forms.example.org/intake?first=Megan&last=Dunlap", "[URL]"),
        ("PARKS, MARY 01/11/2010 321 NO BED", "[NAME] [DOB] 321 NO BED"),
        ("the Baker labs from this morning are gone", "the [NAME] labs from this morning are gone"),
    ],
)
def test_it_is_found_abroad_and_in_links(text: str, cleaned: str) -> None:
    assert GUARD.check(text).text == cleaned


def test_a_country_that_is_off_is_not_looked_for() -> None:
    only = Guard(Rules(countries=("US",)))
    assert only.check("pt's daughter is on 06 12 34 56 78 now").clean
    assert only.check("patient post code SA2 8PP").clean
    assert only.check("NHS no 943 476 5919").found[0].type == "NATIONAL_ID"


@pytest.mark.parametrize(
    "text",
    [
        "help desk is on 0161 496 0000",
        "srv-lab-6 can't reach 10.105.78.14",
        "https://wiki.example.org/display/IT/John-Hopkins-Feed is outdated",
        "https://chat.example.org/users/alice-walker",
        "page 1 of 20 at 06 12",
        "first=10&last=20 in https://api.example.org/rows?first=10&last=20",
    ],
)
def test_what_is_no_patients_abroad_is_left(text: str) -> None:
    assert GUARD.check(text).clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("labs for hernandez never crossed", "labs for [NAME] never crossed"),
        ("hughes off monitor since 0200", "[NAME] off monitor since 0200"),
        ("Becker - cabg - board shows wrong side", "[NAME] - cabg - board shows wrong side"),
        ("consent signed by Okafor is gone", "consent signed by [NAME] is gone"),
        ("son of Deborah Kim wants a call back", "son of [NAME] wants a call back"),
        ("regarding Hernandez, the OR time is wrong", "regarding [NAME], the OR time is wrong"),
        ("Okafor has no armband", "[NAME] has no armband"),
        ("consent for Frost is on the wrong form", "consent for [NAME] is on the wrong form"),
        ("Mark Rivers called about the bill", "[NAME] called about the bill"),
        ("baby girl Rivers has no band", "baby girl [NAME] has no band"),
        ("Mr O'Brien has no drug chart", "Mr [NAME] has no drug chart"),
    ],
)
def test_it_is_found_where_care_is_the_talk(text: str, cleaned: str) -> None:
    assert GUARD.check(text).text == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Okafor has no orders to cosign",
        "nurse Okafor needs a new badge",
        "labs for Friday show under Tuesday",
        "orders for Case Management print twice",
        "White screen after login on the Dell tablets",
        "results are on the Stryker bed app",
        "hay 12 pacientes en espera",
        "Hamilton vent in 512 alarms",
        "vaccine expired 3/1/2027 but scans",
        "our building turned 100 years old",
        "scanned item 4482913 is not in the formulary",
        "AC in 512 is broken",
        "Bill type is missing",
    ],
)
def test_colleagues_days_and_things_are_left(text: str) -> None:
    assert GUARD.check(text).clean


def test_a_number_between_the_words_of_a_label_is_still_found() -> None:
    assert GUARD.check("mrn 559516 no results").text == "mrn [MRN] no results"
    assert GUARD.check("acct 4482913 no charges").text == "acct [ACCOUNT] no charges"


def test_a_month_is_nobody() -> None:
    assert GUARD.check("claim of March").clean
    assert GUARD.check("typed 585760 as the passcode and it froze").clean
    assert GUARD.check("Kavya Correa and Chad Moore are on for 4N").clean


def test_the_line_above_makes_nobody_a_patient() -> None:
    assert GUARD.check("lost the printed forms\nreach out to Omar Haddad about it").clean
    assert GUARD.check("who moves\nNurse Kelly on 4W found the workaround").clean
