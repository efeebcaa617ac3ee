"""Messages and forms with every word of the vocabulary in them, and the nastiest of texts."""

from datetime import UTC, date, datetime

from bot.words.cards import (
    Bar,
    Bars,
    Bold,
    Button,
    Buttons,
    ChoiceField,
    DateField,
    File,
    Form,
    Heading,
    Link,
    ManyField,
    Mention,
    Message,
    Option,
    Quote,
    Row,
    Table,
    TextField,
    When,
    facts,
    line,
    note,
)
from bot.words.events import Account, Action

NASTY = "<!channel> <@U1> *b* _i_ [x](http://y) & <script>alert(1)</script> `c` \\ abc  🙂"
MOMENT = datetime(2026, 3, 8, 7, 5, tzinfo=UTC)
YES = Action("concern.confirm", ("101", "é:|,\"'<>"))
EVERYTHING = Message(
    NASTY,
    (
        line(
            "plain ",
            Bold(NASTY),
            " ",
            Link("docs", "https://intranet.example/a?b=1&c=2"),
            " ",
            Mention(Account("irc", "w", "x", "zed")),
            " ",
            When(MOMENT, "03:05 EDT"),
        ),
        Heading(NASTY),
        Quote(f"{NASTY}\nsecond line"),
        facts(("Owner", NASTY), ("Due", When(MOMENT, "03:05 EDT"))),
        note(NASTY),
        Row((NASTY,), Button("Open", Action("concern.show", ("101",)))),
        Table(("Option", "IT"), (((NASTY,), ("3",)), (("no",), (Bold("0"),)))),
        Bars((Bar(NASTY, 0.6, "3 (60 %)"), Bar("none", 0, "0"))),
        File("concerns.csv", "text/csv", f"a,b\r\n{NASTY}"),
        Buttons(
            (
                Button("Yes", YES, "primary"),
                Button("No", Action("concern.reopen"), confirm="Sure?"),
            ),
            more=(Button("History", Action("concern.history", ("101",))),),
        ),
    ),
    tone="urgent",
)
FORM = Form(
    NASTY,
    Action("concern.raise", ("7",)),
    (
        TextField("text", NASTY, NASTY, multiline=True, hint=NASTY, error=NASTY),
        TextField("short", "Short", required=False),
        ChoiceField("few", NASTY, (Option("a", NASTY), Option("b", "B")), "a"),
        ChoiceField("many", "Many", tuple(Option(str(n), f"Choice {n}") for n in range(12)), "3"),
        ManyField("some", NASTY, (Option("a", NASTY), Option("b", "Bee")), ("b",), error=NASTY),
        DateField("day", "Day", date(2026, 3, 8), error=NASTY),
    ),
    intro=(line(NASTY),),
)
EMPTY, HUGE = Message(""), Message("t" * 5000, tuple(line("x" * 9000) for _ in range(3)))
