"""Messages and forms with every word of the vocabulary in them, and the nastiest of texts."""

from datetime import UTC, date, datetime

from bot.words.cards import (
    Bar,
    Bars,
    Bold,
    Button,
    Buttons,
    File,
    Form,
    Heading,
    Link,
    Mention,
    Message,
    Quote,
    Row,
    Table,
    To,
    When,
    alert,
    facts,
    line,
    note,
)
from bot.words.events import Account, Action, Channel
from bot.words.fields import (
    ChoiceField,
    DateField,
    DateTimeField,
    ManyField,
    Option,
    PeopleField,
    RoomOption,
    RoomsField,
    TextField,
    TimeField,
)
from bot.words.picked import picked_people

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
            " ",
            To("C-101", ("concern:101", "concern:101:it")),
        ),
        Heading(NASTY),
        Quote(f"{NASTY}\nsecond line"),
        facts(("Owner", NASTY), ("Due", When(MOMENT, "03:05 EDT"))),
        note(NASTY),
        alert("warning", NASTY),
        alert("danger", NASTY, " ", Link("plan", "https://intranet.example/plan")),
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
PICKED = picked_people(
    (
        Account("slack", "T0HOSPITAL", "U0KIM"),
        Account("teams", "harbor", "8f2c"),
        Account("web", "playground", "ana"),
    ),
    NASTY,
)
ROOMS = (
    RoomOption(Channel("teams", "harbor", "19:w@thread.tacv2"), NASTY),
    RoomOption(Channel("slack", "T0HOSPITAL", "C0TRIAGE"), "Triage"),
    *(RoomOption(Channel("web", "playground", f"r{n}"), f"Room {n}") for n in range(12)),
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
        PeopleField("who", NASTY, PICKED, words="Or by name", hint=NASTY, error=NASTY),
        PeopleField("one", "Somebody", several=False),
        RoomsField("rooms", NASTY, ROOMS[:3], (ROOMS[1].value,), error=NASTY),
        RoomsField("more_rooms", "Many rooms", ROOMS, (ROOMS[1].value, ROOMS[2].value)),
        TimeField("time", "Time of day", "07:05", error=NASTY),
        DateTimeField("at", NASTY, "2026-03-08T03:05-04:00", words="Or in words", error=NASTY),
        DateTimeField("later", "Later", required=False),
    ),
    intro=(line(NASTY), alert("info", NASTY)),
)
EMPTY, HUGE = Message(""), Message("t" * 5000, tuple(line("x" * 9000) for _ in range(3)))
