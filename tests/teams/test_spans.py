"""Markdown that is not meant: every sign that people type shows as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.teams.spans import clean_name, escaped, line_starts, markdown, mention_tags
from bot.words.cards import Bold, Link, Mention
from bot.words.events import Account
from tests.teams.reading import unmarked


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a_b_c and A_B", "a_b_c and A_B"),
        ("_i_ *b*", "\\_i\\_ \\*b\\*"),
        ("pt [NAME] MRN [MRN]", "pt \\[NAME\\] MRN \\[MRN\\]"),
        ("5 < 7 & 3 > 2", "5 < 7 & 3 > 2"),
        ("<at>Ana</at>", "\\<at>Ana\\</at>"),
        ("&amp; R&D", "\\&amp; R&D"),
        ("\\\\server\\share", "\\\\\\server\\share"),
        ("~5 ~~gone~~", "~5 \\~\\~gone\\~\\~"),
        ("{{DATE(2026-03-08T07:05:00Z)}}", "{\\{DATE(2026-03-08T07:05:00Z)}}"),
    ],
)
def test_only_signs_that_would_mean_something_are_escaped(typed: str, sent: str) -> None:
    assert escaped(typed) == sent


@pytest.mark.parametrize("typed", ["# a", "- a", "+ a", "> a", "1. a", "12) a", "---", "==="])
def test_a_line_that_looks_like_a_list_or_a_heading_is_a_line(typed: str) -> None:
    assert line_starts(typed) != typed
    assert unmarked(line_starts(typed)) == typed
    assert unmarked(line_starts(f"x\n    {typed}")) == f"x\n{typed}"


@given(st.text(alphabet="ab *_[]()`~<>&;\\!#-+=.1{}$|\n", max_size=30))
def test_what_is_escaped_reads_as_it_was_typed(typed: str) -> None:
    """By a whole markdown reader: paragraphs, and in them text alone."""
    shown = line_starts(escaped(typed))
    tokens = MarkdownIt("commonmark").enable("strikethrough").enable("table").parse(shown)
    assert {t.type for t in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    inner = [child for t in tokens for child in t.children or ()]
    assert {child.type for child in inner} <= {"text", "text_special", "softbreak"}
    told = "".join(child.content for child in inner)
    assert "".join(told.split()) == "".join(typed.split())


def test_a_line_with_a_mention_keeps_its_links_and_its_bold_words() -> None:
    ana = Account("teams", "t", "ana", "Ana Ruiz")
    told = (Mention(ana), " ", Bold("*x*"), " ", Link("a]b", "https://a.example/(1)"))
    sent = "<at>Ana Ruiz</at> **\\*x\\*** [a\\]b](https://a.example/%281%29)"
    assert markdown(told, mention_tags([told])) == sent


def test_a_name_in_a_tag_is_letters_only() -> None:
    assert clean_name("Dr_X <b>O'Neil</b> *y*") == "Dr X b O'Neil b y"
