"""Guesses what kind a concern is (R1) from its first sentence, by a short list of plain words."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_CANNOT = r"(?:won't|will not|can't|cannot|can not|doesn't|does not|don't|not|isn't|aren't|never)"

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "down_slow": (
            *("down", "slow", "slower", "slowly", "lagging", "frozen", "freez\\w+", "froze"),
            *("dead", "broken", "crash\\w*", "hang", "hangs", "hung", "offline", "outage"),
            *("stuck", "jammed", "fails", "failing", "failed", "times? out", "timed out"),
            *("black screen", "blank screen", "blue screen", "error message", "disconnect\\w*"),
            _CANNOT + r" (?:(?:even|currently|fully) )?(?:open|print|scan|load|connect|start"
            r"|turn on|boot|respond|work|sync|ring|send|be working)(?:ing|ning|s)?",
            r"(?:no|nothing) (?:connection|network|wi-?fi|signal|prints|works|loads|scans|opens)",
        ),
        "access": (
            *("password", "passcode", "badge", "locked out", "log ?in", "log ?on", "logging in"),
            *("sign ?in", "sign[- ]?on", "signing in", "no access", "access denied", "need access"),
            *("lost access", "permission", "not authorized", "not authorised", "token expired"),
            r"(?:can't|cannot|can not) (?:get in|get into|access|see my)",
            "don't have access",
        ),
        "wrong_info": (
            *("wrong", "wrongly", "incorrect", "incorrectly", "missing", "mismatch\\w*"),
            *("duplicated?", "doubled", "shows? twice", "outdated", "out of date"),
            *("not showing", "doesn't show", "don't show", "not there", "disappeared", "vanished"),
        ),
        "hard_to_use": (
            *("too many", "so many clicks", "confus\\w+", "clunky", "cluttered", "hard to"),
            *("difficult to", "alert fatigue", "unreadable", "too small"),
        ),
        "workflow": (
            *("workflow", "doesn't fit", "does not fit", "doesn't match how", "not how we work"),
            *("workaround every", "wrong order of steps"),
        ),
        "why": (
            r"why (?:do|does|must|are|is|should|did) (?:we|i|nurses|doctors|everyone|it|there)",
            *("why (?:a )?second", "why so often", "pointless", "waste of time", "no reason to"),
            *("chart(?:ing)? (?:the same|it|this|everything) twice", "double charting"),
        ),
        "howto": (
            *("how do i", "how do we", "how can i", "how can we", "how to", "how does one"),
            *("show me", "where do i", "where can i find", "need a tip", "any tips?"),
            *("refresher", "training", "tip for", "teach me"),
        ),
        "idea": (
            *("idea", "suggestion", "suggest", "could we", "would be nice", "would be great"),
            *("would help if", "would be better", "wish", "it'd be nice", "feature request"),
        ),
    }
)
_INNOCENT = re.compile(r"\b(?:drop|scroll|write|written|step|sit|break|count|page|pull)[- ]?down\b")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")


def guess(text: str) -> str:
    """The kind (R1) that the first sentence of `text` speaks of, "not_sure" when unclear.

    Unclear is a sentence with words of no kind or of two. Something that fails and is a badge or a
    password counts as `access`. The words are English; other languages come out as "not_sure",
    which IT then fills in.
    """
    opening = _SENTENCE_END.split(text.strip(), maxsplit=1)[0]
    said = _INNOCENT.sub(" ", " ".join(opening.casefold().replace("\u2019", "'").split())[:500])
    kinds = {kind for kind, words in WORDS.items() if _has(said, words)}
    if "access" in kinds:
        kinds.discard("down_slow")
    return kinds.pop() if len(kinds) == 1 else "not_sure"


def _has(said: str, words: tuple[str, ...]) -> bool:
    return re.search(rf"\b(?:{'|'.join(words)})(?!\w)", said) is not None
