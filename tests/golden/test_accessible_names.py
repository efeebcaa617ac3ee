"""Whatever can be pressed or filled in has a name that is read aloud, and within one card a name of
its own; on every rendered example of every platform (R42)."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
HTML = sorted(HERE.glob("*.html"))
SLACK = sorted(HERE.glob("*.slack.json"))
TEAMS = sorted(HERE.glob("*.teams.json"))
PRESSED = frozenset({"button", "a", "summary"})
FILLED = frozenset({"input", "select", "textarea"})
EMPTY = frozenset({"input", "br", "rect", "path", "hr", "img"})
CHOSEN = frozenset({"radio", "checkbox"})


@dataclass
class Element:
    """As much of an element as its name takes."""

    tag: str
    attrs: dict[str, str]
    within: "Element | None" = None
    text: str = ""
    inner: list["Element"] = field(default_factory=list)

    def said(self) -> str:
        """Its text, without what is kept from screen readers."""
        if self.attrs.get("aria-hidden") == "true":
            return ""
        return " ".join(f"{self.text} {' '.join(one.said() for one in self.inner)}".split())


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = self._open = Element("", {})
        self.every: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.inner.append(found)
        self.every.append(found)
        if tag not in EMPTY:
            self._open = found

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self._open.tag == tag, f"<{self._open.tag}> is closed by </{tag}>"
            assert self._open.within is not None
            self._open = self._open.within

    def handle_data(self, data: str) -> None:
        self._open.text += f" {data}"

    def name(self, of: Element) -> str:
        """Its accessible name: of its own, by a label, or its text where that counts."""
        if own := of.attrs.get("aria-label", "").strip():
            return own
        ids = of.attrs.get("aria-labelledby", "").split()
        named = [one.said() for one in self.every if ids and one.attrs.get("id") in ids]
        if of.tag in PRESSED:
            return of.said()
        named += [
            one.said()
            for one in self.every
            if one.tag == "label" and one.attrs.get("for", "-") == of.attrs.get("id")
        ]
        around = of.within
        while around is not None and around.tag != "label":
            around = around.within
        return " ".join((*named, around.said() if around else "")).strip()


def twice(names: list[str]) -> list[str]:
    return [name for name, n in Counter(names).items() if n > 1]


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.name)
def test_on_the_web(path: Path) -> None:
    page = Page(path.read_text("utf-8"))
    asked = [one for one in page.every if one.tag in FILLED and one.attrs.get("type") != "hidden"]
    pressed = [one for one in page.every if one.tag in PRESSED]
    assert [one.attrs for one in (*asked, *pressed) if not page.name(one)] == []
    assert twice([page.name(one) for one in pressed]) == []
    # Choices of several questions may read alike: each is read after its own question.
    fields = [one for one in asked if one.attrs.get("type") not in CHOSEN]
    assert twice([page.name(one) for one in fields]) == []


@pytest.mark.parametrize("path", SLACK, ids=lambda path: path.name)
def test_in_slack(path: Path) -> None:
    found = list(parts(json.loads(path.read_text("utf-8"))))
    buttons = [one for one in found if one.get("type") == "button"]
    names = [str(one.get("accessibility_label") or one["text"]["text"]).strip() for one in buttons]
    assert all(names)
    assert twice(names) == []
    asked = [one["label"]["text"].strip() for one in found if one.get("type") == "input"]
    assert all(asked)
    assert twice(asked) == []
    options = [one["text"]["text"].strip() for o in found for one in o.get("options", ())]
    assert all(options)


@pytest.mark.parametrize("path", TEAMS, ids=lambda path: path.name)
def test_in_teams(path: Path) -> None:
    found = list(parts(json.loads(path.read_text("utf-8"))))
    acts = [act for one in found for act in one.get("actions", ()) if one["type"] == "ActionSet"]
    names = [str(act.get("tooltip") or act["title"]).strip() for act in acts]
    assert all(names)
    assert twice(names) == []
    asked = [one for one in found if str(one.get("type", "")).startswith("Input.")]
    assert [one["id"] for one in asked if not one.get("label", "").strip()] == []
    assert twice([one["label"] for one in asked]) == []


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from parts(one)
    elif isinstance(value, list):
        for one in value:
            yield from parts(one)


def test_a_name_is_found_wherever_it_is_given() -> None:
    """Else every control could pass by a name that nobody hears."""
    page = Page(
        '<label for="a">One</label><input id="a"><label>Two<input type="radio"></label>'
        '<button aria-label="Three">x</button><button><i aria-hidden="true">4</i></button>'
        '<input id="b"><h2 id="h">Five</h2><textarea aria-labelledby="h"></textarea>'
    )
    found = [page.name(one) for one in page.every if one.tag in PRESSED | FILLED]
    assert found == ["One", "Two", "Three", "", "", "Five"]
