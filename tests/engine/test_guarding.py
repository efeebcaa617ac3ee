"""Whatever people write, choose or are called passes the guard, and nothing passes one that fails."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from bot.core.guarding import LONGEST, guarded
from bot.privacy import Checked, Guard, GuardFailed
from bot.words.events import Account, Action, Channel, Deed, Mentioned, Shortcut, Submit
from bot.words.refusal import Refused

PLANTED = "pt Jane Sample MRN 00482913"
SAM = Account("slack", "T1", "sam", "Sam Ortiz")
ROOM = Channel("slack", "T1", "C1")
# Fields that platforms fill with names of their own: ids, our verbs, an emoji's name.
IDS = frozenset(("id", "verb", "thread", "ref", "emoji", "change"))
KINDS: tuple[type, ...] = get_args(Deed)


def planted(kind: type) -> Any:
    """An event with a patient in every field that can hold words."""
    given: dict[str, Any] = {
        "id": "1",
        "channel": replace(ROOM, name=f"room of {PLANTED}"),
        "actor": replace(SAM, name=f"Sam {PLANTED}"),
    }
    who = replace(SAM, name=f"Sam {PLANTED}")
    words = {"text": PLANTED, "option 3": PLANTED, "answer": f"x\n{PLANTED}"}
    by_type: dict[str, Any] = {
        "Mapping": words,
        "Action": Action("concern.raise"),
        "Mentioned": (Mentioned(f"Sam {PLANTED}", who),),
        "Account": who,
        "tuple[str": (PLANTED,),
    }
    for field in fields(kind):
        if field.name in given:
            continue
        known = [value for word, value in by_type.items() if word in str(field.type)]
        if known:
            given[field.name] = known[0]
        elif field.name in IDS:
            given[field.name] = "new" if field.name == "change" else field.name
        elif "str" in str(field.type):
            given[field.name] = PLANTED
    return kind(**given)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_field_of_any_event_carries_a_patient_inward(kind: type) -> None:
    assert "00482913" in repr(planted(kind))
    assert "00482913" not in repr(guarded(planted(kind), Guard(), ()).event)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_guard_that_fails_lets_no_event_through(kind: type) -> None:
    with pytest.raises(Refused, match="could not be checked") as caught:
        guarded(planted(kind), Blind(), ())
    assert "00482913" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_field_for_words_is_not_forgotten(kind: type) -> None:
    """A new field of an event is an id, or it must be checked: then the tests above try it."""
    known = (
        "str",
        "Mapping",
        "Mentioned",
        "Account",
        "Action",
        "Channel",
        "datetime",
        "bool",
        "int",
        "Literal",
    )
    for field in fields(kind):
        assert any(word in str(field.type) for word in known), field


def test_files_come_in_as_a_number_without_their_names() -> None:
    counts = {f.name: f.type for kind in KINDS for f in fields(kind) if "file" in f.name}
    assert counts == {"files": int}


def test_edits_are_checked_like_new_words() -> None:
    said = next(kind for kind in KINDS if kind.__name__ == "Said")
    edited = replace(planted(said), change="edited")
    assert guarded(edited, Guard(), ()).event.text == "pt [NAME] MRN [MRN]"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name", ["Ms. Jane Roe, RN", "Lee, Kim (x5100)", "Ana Ruiz 5W", "sam.ortiz2@gmail.com", "Sam 212-555-0147"]
)  # fmt: skip
def test_people_keep_their_own_names(name: str) -> None:
    event = Shortcut("1", ROOM, replace(SAM, name=name), Action("x"))
    assert guarded(event, Guard(), ()).event == event
    assert guarded(event, Guard(), ()).event.actor.name == name  # type: ignore[union-attr]


def test_a_text_beyond_all_measure_is_refused_before_it_is_checked() -> None:
    with pytest.raises(Refused, match="Nothing was sent"):
        guarded(Submit("1", ROOM, SAM, Action("x"), {"text": "a b" * LONGEST}), Blind(), ())


def test_only_soft_findings_leave_their_raw_text_at_hand() -> None:
    values: Mapping[str, str] = {
        "soft": "my cell is 415-555-0134",
        "hard": PLANTED,
        "none": "ok then",
    }
    found = guarded(Submit("1", ROOM, SAM, Action("x"), values), Guard(), ())
    assert found.raw == {"soft": "my cell is 415-555-0134"}
    assert "415-555" not in repr(found)


class Blind(Guard):
    def check(self, text: str, roster: object = ()) -> Checked:
        raise GuardFailed("Boom")
