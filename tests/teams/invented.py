"""Any message and any form at all, for whatever must hold for every one of them."""

from dataclasses import replace
from datetime import UTC, date

from hypothesis import strategies as st

from bot.words.cards import (
    Alert,
    Bar,
    Bars,
    Bold,
    Button,
    Buttons,
    Facts,
    File,
    Form,
    Heading,
    Line,
    Link,
    Mention,
    Message,
    Note,
    Quote,
    Row,
    Span,
    Table,
    When,
)
from bot.words.events import Account, Action
from bot.words.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    Field,
    ManyField,
    Option,
    PeopleField,
    TextField,
    TimeField,
)

TRAPS = (
    *("", " ", "\n\n", "**b**", "_i_ [x](http://y)", "# head", "1. one\n2. two", "- a\n- b", "> q"),
    *("{{DATE(2026-03-08T07:05:00Z, SHORT)}}", "${name}", "<at>Ana Ruiz</at>", "&lt;b&gt;"),
    *(
        "```code```",
        "~~gone~~",
        "\\*",
        "\u202eabc",
        "\ud800",
        "\x00\x07",
        "a|b\n-|-\nc|d",
        "🙂" * 90,
    ),
    *(
        "x" * 9000,
        "word " * 4000,
        '"\n' * 6000,
        "[a]: http://x.y\n[a]",
        "<script>alert(1)</script>",
    ),
)
texts = st.sampled_from(TRAPS) | st.text(max_size=60)
names = st.sampled_from(("Ana Ruiz", "Dr_X <b>", "", "O'Neil", "x" * 300))
accounts = st.builds(
    Account, st.sampled_from(("teams", "slack")), st.just("tenant"), st.text(max_size=9), names
)
moments = st.datetimes(timezones=st.just(UTC))
urls = st.sampled_from(("https://a.example/b?c=1", "javascript:alert(1)", "http://[", "", "x y"))
spans: st.SearchStrategy[Span] = (
    texts
    | st.builds(Bold, texts)
    | st.builds(Link, texts, urls)
    | st.builds(Mention, accounts)
    | st.builds(When, moments, texts)
)
told = st.lists(spans, max_size=3).map(tuple)
actions = st.builds(Action, st.sampled_from(("concern.show", "me.side")), st.just(("101",)))
styles = st.sampled_from(("plain", "primary", "danger"))
buttons = st.builds(Button, texts, actions, styles, texts)
rows = st.lists(st.lists(told, max_size=5).map(tuple), max_size=30).map(tuple)
heads = st.lists(texts, max_size=5).map(tuple)
shares = st.floats(-1, 2)
blocks = st.one_of(
    st.builds(Line, told),
    st.builds(Note, told),
    st.builds(Alert, told, st.sampled_from(["danger", "warning", "info"])),
    st.builds(Heading, texts),
    st.builds(Quote, texts),
    st.builds(Facts, st.lists(st.tuples(texts, told), max_size=9).map(tuple)),
    st.builds(
        Buttons,
        st.lists(buttons, max_size=9).map(tuple),
        texts,
        st.lists(buttons, max_size=9).map(tuple),
    ),
    st.builds(Row, told, buttons),
    st.builds(Table, heads, rows),
    st.builds(Bars, st.lists(st.builds(Bar, texts, shares, texts), max_size=9).map(tuple)),
    st.builds(File, texts, st.just("text/csv"), texts),
)
tones = st.sampled_from(("plain", "urgent", "warning", "good"))
messages = st.builds(Message, texts, st.lists(blocks, max_size=9).map(tuple), tones)
options = st.lists(texts, max_size=40).map(
    lambda labels: tuple(Option(f"o{n}", label) for n, label in enumerate(labels))
)
days = st.none() | st.dates(date(1970, 1, 1))
ids = st.just("")
fields = st.one_of(
    st.builds(TextField, ids, texts, texts, st.booleans(), st.booleans(), hint=texts, error=texts),
    st.builds(ChoiceField, ids, texts, options, st.sampled_from(("o1", "")), error=texts),
    st.builds(ManyField, ids, texts, options, st.just(("o0", "o1")), hint=texts, error=texts),
    st.builds(DateField, ids, texts, days, error=texts),
    st.builds(PeopleField, ids, texts, texts, st.booleans(), texts, error=texts),
    st.builds(TimeField, ids, texts, st.just("07:05") | texts, error=texts),
    st.builds(DateTimeField, ids, texts, st.just("2026-03-08T07:05") | texts, texts, error=texts),
)
forms = st.builds(
    Form,
    texts,
    actions,
    st.lists(fields, max_size=8).map(
        lambda found: tuple(_called(field, f"f{n}") for n, field in enumerate(found))
    ),
    texts,
    st.lists(blocks, max_size=3).map(tuple),
)


def _called(field: Field, name: str) -> Field:
    return replace(field, id=name)
