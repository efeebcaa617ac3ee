"""Any message and any form that our vocabulary can say, for hypothesis; nasty ones first."""

from datetime import UTC, datetime

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
from tests.contract.everything import NASTY

HOME = "T0HOSPITAL"
ODD = (
    *("", " ", "\n", "\t \n", "\x00", "\ud800", "\u2069\u202e", "&" * 400, "<!here>", ":skull:"),
    *("*", "a*b", "> quoted", "`", "<@U12345>", "🙂" * 200, "é" * 160, "ا" * 90, "字" * 2000),
    *(NASTY, "word " * 300, "x" * 151, "x" * 3001, "&" * 1200, "long " * 1000),
)
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(), max_size=40),  # lone surrogates too
    st.text("ab *_~`<>&:|\n", max_size=30),
)
urls = st.one_of(
    st.sampled_from(
        (
            *(
                "https://intranet.example/a?b=1&c=2",
                "http://x",
                "mailto:it@hospital.example",
                "tel:5",
            ),
            *(
                "javascript:alert(1)",
                "https://",
                "https://a b",
                "http://[",
                "https://x/" + "&" * 900,
            ),
            "https://x/" + "y" * 5000,
        )
    ),
    texts,
)
accounts = st.builds(
    Account,
    st.sampled_from(("slack", "teams")),
    st.sampled_from((HOME, "T0OTHER")),
    st.one_of(st.sampled_from(("U12345", "W0ABC", "sam", "")), texts),
    texts,
)
spans = st.lists(
    st.one_of(
        texts,
        st.builds(Bold, texts),
        st.builds(Link, texts, urls),
        st.builds(Mention, accounts),
        st.builds(When, st.datetimes().map(lambda d: d.replace(tzinfo=UTC)), texts),
    ),
    max_size=4,
).map(tuple)
actions = st.builds(
    Action,
    st.just("concern.show"),
    st.lists(
        st.one_of(st.sampled_from(("", "101", "a" * 1900, "b" * 2500)), texts), max_size=2
    ).map(tuple),
)
buttons = st.builds(
    Button, texts, actions, st.sampled_from(("plain", "primary", "danger")), confirm=texts
)
tables = st.integers(0, 22).flatmap(
    lambda wide: st.builds(
        Table,
        st.lists(texts, min_size=wide, max_size=wide).map(tuple),
        st.lists(st.lists(spans, min_size=wide, max_size=wide).map(tuple), max_size=3).map(tuple),
    )
)
blocks = st.one_of(
    st.builds(Line, spans),
    st.builds(Note, spans),
    st.builds(Alert, spans, st.sampled_from(["danger", "warning", "info"])),
    st.builds(Heading, texts),
    st.builds(Quote, texts),
    st.builds(Facts, st.lists(st.tuples(texts, spans), max_size=5).map(tuple)),
    st.builds(
        Buttons,
        st.lists(buttons, max_size=7).map(tuple),
        texts,
        st.lists(buttons, max_size=7).map(tuple),
    ),
    st.builds(Row, spans, buttons),
    tables,
    st.builds(Bars, st.lists(st.builds(Bar, texts, st.floats(), texts), max_size=4).map(tuple)),
    st.builds(File, texts, texts, texts),
)
tones = st.sampled_from(("plain", "urgent", "warning", "good"))
some = st.lists(blocks, max_size=6).map(tuple)
many = st.tuples(some, st.integers(1, 20)).map(lambda found: found[0] * found[1])
messages = st.builds(Message, texts, st.one_of(some, many), tones)

values = st.one_of(
    st.sampled_from(("", "a", "b", "down", "v" * 149, "v" * 400)), st.text("abc:", max_size=5)
)
options = st.lists(st.builds(Option, values, texts), max_size=14).map(tuple)
long_options = st.integers(95, 230).map(
    lambda n: tuple(Option(str(k), f"Choice {k}") for k in range(n))
)
choices = st.one_of(options, options, long_options)
limits = st.integers(-5, 5000)
clocks = st.sampled_from(("07:05", "7:05", "25:00", "")) | texts
moments = st.sampled_from(("2026-03-08T07:05+00:00", "2026-13-08T07:05", "")) | texts
_common = {"required": st.booleans(), "hint": texts, "error": texts}


def fields(name: str) -> st.SearchStrategy[Field]:
    """One field of any kind that is called so."""
    known = st.just(name)
    return st.one_of(
        st.builds(TextField, known, texts, texts, multiline=st.booleans(), limit=limits, **_common),
        st.builds(ChoiceField, known, texts, choices, values, **_common),
        st.builds(
            ManyField, known, texts, choices, st.lists(values, max_size=3).map(tuple), **_common
        ),
        st.builds(DateField, known, texts, st.none() | st.dates(), **_common),
        st.builds(PeopleField, known, texts, texts, st.booleans(), texts, **_common),
        st.builds(TimeField, known, texts, clocks, **_common),
        st.builds(DateTimeField, known, texts, moments, texts, **_common),
    )


_names = st.lists(
    st.sampled_from(("text", "kind", "a.b", "3", "for", "x")), max_size=5, unique=True
)
forms = st.builds(
    Form,
    texts,
    actions,
    _names.flatmap(lambda names: st.tuples(*map(fields, names))),
    texts,
    some,
)
MOMENT = datetime(2026, 3, 8, 7, 5, tzinfo=UTC)
