"""What is said, mistyped or pulled apart is found, and taken out where it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import Guard
from bot.privacy.lexicon import lexicon
from bot.privacy.misspelled import meant
from bot.privacy.normalize import plain
from bot.privacy.plain_forms import understood

GUARD = Guard()


def as_read(text: str) -> str:
    return understood(plain(text), lexicon())[0].text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("medical record number nine oh two eight one four", "medical record number 902814"),
        ("it is forty eight dash twenty nine, thirteen", "it is 482913"),
        ("double four seven one triple two", "4471222"),
        ("born on april the second nineteen fifty", "born on april 2, 1950"),
        ("the second of April nineteen oh five", "the April 2, 1905"),
        ("April 2 nineteen sixty one", "April 2, 1961"),
        ("born march third two thousand and four", "born march 3, 2004"),
        ("date of birth is four two fifty", "date of birth is 4/2/50"),
        ("dob oh four twenty two nineteen fifty", "dob 4/22/1950"),
        ("room eight forty seven", "room 847"),
        ("at forty two oak street", "at 42 oak street"),
        ("mrn 48two9one3", "mrn 482913"),
        ("mrn 4 8 2 9 1 3", "mrn 482913"),
        ("p a t i e n t   j o h n", "patient   john"),
        ("24 de marzo de 2012", "24 March 2012"),
        ("PID-7 = 19610304", "DOB = 19610304"),
        ('{"birthDate": "x", "family": "Y"}', '{"birth date": "x", "last name": "Y"}'),
        ("call 617.. 555.. 0192", "call 617-555-0192"),
        ("dob 1 / 22 / 2015", "dob 1/22/2015"),
    ],
)
def test_it_reads_as_meant(text: str, read: str) -> None:
    assert as_read(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "it takes nine to ten clicks",
        "two to three minutes per login",
        "one in two scans fails, may be down",
        "we may one day march on",
        "MRI and MAR and ETA for the pt",
        "version 1.2.3 of file_2026",
        "double check the three o'clock dose",
        "I a m here",
    ],
)
def test_what_people_mean_as_they_write_it_is_left(text: str) -> None:
    assert as_read(text) == text


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("patinet", "patient"), ("reocrd", "record"), ("socail", "social"), ("acount", "account"),
        ("insurannce", "insurance"), ("liscense", "license"), ("mnr", "mrn"), ("dbo", "dob"),
        ("mri", ""), ("mar", ""), ("eta", ""), ("oscar", ""), ("patinos", ""), ("recorder", ""),
    ],
)  # fmt: skip
def test_a_slip_of_one_letter(slip: str, right: str) -> None:
    assert meant(slip) == right


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("mrn nine oh two eight one four is wrong", "mrn [MRN] is wrong"),
        ("dob april second nineteen fifty, thanks", "dob [DOB], thanks"),
        ("patinet John Smith cant log in", "patinet [NAME] cant log in"),
        ("<b>mnr</b> 00482913 opens", "<b>mnr</b> [MRN] opens"),
        ("m\u00adrn 4 8 2 9 1 3&nbsp;again", "m\u00adrn [MRN]&nbsp;again"),
        ("ssn 219_45_1234.", "ssn [SSN]."),
    ],
)
def test_it_is_taken_out_where_it_stands(text: str, cleaned: str) -> None:
    assert GUARD.check(text).text == cleaned


PIECES = (
    "nine oh two eight ", "april second nineteen fifty", "4 8 2 9 1 3", "patinet ", "PID-7 ", "é", "<b>", "&amp;",
    "\u200b", "dob ", "1 / 2 / 1960", "a b c d", "617.. 555.. 0192", "24 de marzo de 2012", "birthDate: ", "\n", " ",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join))
def test_every_place_of_what_is_read_is_one_of_what_was_written(text: str) -> None:
    face = understood(plain(text), lexicon())[0]
    at = 0
    for n in range(len(face.text)):
        start, end = face.span(n, n + 1)
        assert 0 <= start < end <= len(text)
        assert start >= at
        at = start
