"""Events that nothing may link with who did them: anonymous concerns, and the way to them.

Other events are kept under a digest of their ids, so that none is handled twice. The id of a direct
message tells whose it is; with all candidates at hand a digest can be worked out, and its place
among others tells when. So of these no digest is kept. Most of them change nothing; what is raised
is known by the random word that its form carries (`storage.trust.sealed_reporters.Receipt`), and
the rest changes nothing the second time.
"""

from bot.words.events import Command, Event, Press, Shortcut, Submit

VERBS = frozenset({"confidential", "anonymous", "receipt"})
OPENERS = frozenset({"concern", "raise"})  # alone they open the form, whatever is chosen there
FORMS = frozenset({"concern.new", "concern.raise"})
ANONYMOUS = "anonymous"


def unlinked(event: Event) -> bool:
    """Whether nothing may tell that this person did it at this moment."""
    match event:
        case Command(verb=verb, rest=rest):
            return verb in VERBS or (verb in OPENERS and not rest.strip())
        case Submit(action=action, values=values):
            chosen = {"concern.raise": values.get("mode"), "unnamed.send": "".join(action.args[:1])}
            return action.name.startswith("receipt.") or chosen.get(action.name) == ANONYMOUS
        case Press(action=action) | Shortcut(action=action):
            return action.name in FORMS or action.name.startswith("receipt.")
        case _:
            return False
