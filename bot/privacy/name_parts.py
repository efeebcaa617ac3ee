"""Says what one word can be within a name: a listed or doubtful name, an initial, a particle."""

import re
from typing import Literal

from bot.privacy.examined_text import Scene
from bot.privacy.lexicon import Weight
from bot.privacy.tokens import Word

Trust = Literal["title", "cue", "none"]
Part = Literal["name", "maybe", "unknown", "initial", "particle", "suffix", "no"]

PARTICLES = frozenset(
    "de la las los del dela della di da das do dos du le van von der den ter ten bin ibn al el abu"
    " san st mac mc y e o af av zu".split()
)
SUFFIXES = frozenset("jr sr ii iii iv".split())
# Words that are surnames too, but carry a sentence far more often behind a name.
VERBS = frozenset(
    "will may can has had is was needs need in at on to an and or for see my so do go her him his he"
    " she they we you us it as be by of if not no new got get gets came come read like likes back"
    " up out off now just only still here there when who why how what all any more most room rooms"
    " bed call called calls case house home day night right left low high long short due down"
    " set sets list order orders from with page paged send sent try tried keep keeps lost says said"
    " cant wont dont isnt wasnt doesnt didnt hasnt havent hadnt couldnt wouldnt shouldnt arent werent aint".split()
)
# Verbs and adjectives that many people are called.
_SURNAMES_TOO = frozenset("long short case low home day page may".split())
_FURNITURE = frozenset("bed room call page case home list band field board light".split())
_PINNED = re.compile(
    r"(?:,? ?\(?(?:in |@ ?)?(?:rm|room|bed|bay)[ .#]{0,2}\w{0,3}\d|,? in \d{3,4}[A-D]?\b(?! ?(?:d|h|m|s|w|%))|,? ?\(?(?:mrn|dob|csn)\b|,? (?:s/p|dx'?d|npo|coded|eloped|c/o)(?!\w))",
    re.IGNORECASE,
)
TITLES = frozenset(
    "mr mrs ms miss mx sra srta senora senor señora señor mme madam herr frau mister missus missis sr don doña dona"
    " master monsieur madame mademoiselle mlle signora signor sig meneer mevrouw mw".split()
)
# April, May, June and August are first names; in front of a number they are a date.
MONTHS = frozenset(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_DAY = re.compile(r"\.?,? ?\d")


def part(scene: Scene, index: int, trust: Trust, before: Part | None) -> Part:
    """What word `index` can be in a name that so far ends in `before`."""
    word = scene.read.words[index]
    if len(word.name) == 1:
        return _initial(scene, word, before)
    if found := _joint(scene, index, before):
        return found
    weight = scene.weights[index]
    if weight.surely:
        certain = _big(scene, word) or weight.word == 0 or before in ("name", "initial")
        return "name" if certain or "-" in word.low else "maybe"
    # Listed as a name and as a word: what stands around it decides.
    if weight.maybe:
        return _doubtful(scene, index, trust, before)
    if weight.plain:
        return _rare(scene, word, weight, trust, before)
    return _unknown(scene, index, trust, before)


def _big(scene: Scene, word: Word) -> bool:
    """Whether a capital says something."""
    return word.capital and not scene.read.shouted


def _joint(scene: Scene, index: int, before: Part | None) -> Part | None:
    """Particles, suffixes, and what no name can contain."""
    word = scene.read.words[index]
    low = word.name
    if low in SUFFIXES and before in ("name", "maybe", "unknown"):
        return "suffix"
    if low in PARTICLES and before != "suffix" and _goes_on(scene, index):
        return "particle"
    dated = low in MONTHS and _DAY.match(scene.text, word.end)
    return "no" if dated or low in TITLES or low == "dr" else None


def _doubtful(scene: Scene, index: int, trust: Trust, before: Part | None) -> Part:
    """A name that is an ordinary word as well: young, will, grace."""
    word, weight = scene.read.words[index], scene.weights[index]
    if _big(scene, word):
        return "maybe"
    if trust == "cue" and before is None and pinned(scene, index):
        return "maybe"
    if word.name in VERBS and not (word.name in _SURNAMES_TOO and _vouched(trust, before)):
        return "no"
    led = before in ("name", "initial") or (weight.first > 0 and _leads(scene, index))
    led = led or (trust == "cue" and before is None and _opens(scene, index))
    # Behind a cue two common words are a name as well: "pt grace wood", "patient CHASE WOOD".
    led = led or (trust == "cue" and before == "maybe" and weight.last == 2)
    return "maybe" if weight.word < 3 or led or trust == "title" else "no"


def _vouched(trust: Trust, before: Part | None) -> bool:
    """Behind a title, or behind a first name that a cue announces."""
    return trust == "title" or (trust == "cue" and before in ("name", "maybe"))


def pinned(scene: Scene, index: int) -> bool:
    """Whether a common word stands where only a name does: "pt wood in 105", "pt day mrn 4829"."""
    word, weight = scene.read.words[index], scene.weights[index]
    return (
        weight.last == 2
        and word.name not in _FURNITURE
        and _PINNED.match(scene.text, word.end) is not None
    )


def _rare(scene: Scene, word: Word, weight: Weight, trust: Trust, before: Part | None) -> Part:
    """A rare word with a capital behind a name, where a cue vouches for it: Xochitl Quetzal."""
    vouched = trust != "none" and before in ("name", "unknown", "initial")
    return "unknown" if vouched and weight.word == 1 and _big(scene, word) else "no"


def _unknown(scene: Scene, index: int, trust: Trust, before: Part | None) -> Part:
    """A word on no list: a foreign name, a slip of the pen or jargon."""
    word = scene.read.words[index]
    acronym = word.raw.isupper() and len(word.low) < 5  # MRI, PICC: jargon rather than a name
    if _big(scene, word) and not acronym:
        return "unknown"
    if acronym or trust == "none":
        behind = trust != "none" and before in ("name", "unknown") and len(word.low) > 2
        return "unknown" if behind and _big(scene, word) else "no"
    if len(word.name) < 4:  # "pt abd", "pt hr": unlisted short words are abbreviations
        return "no"
    opening = (
        trust == "cue"
        and before is None
        and (_led_by(scene, index) or _strange(scene, index) or _turns(scene, index))
    )
    behind = before in ("name", "particle", "initial", "unknown")
    behind = behind or (trust == "cue" and before == "maybe" and len(word.low) > 4)
    return "unknown" if opening or behind or trust == "title" else "no"


def _leads(scene: Scene, index: int) -> bool:
    """Whether a sure name follows at once: "xiulan nguyen", "roman laureano"."""
    if index + 1 >= len(scene.read.words) or scene.read.gap(index) != " ":
        return False
    weight = scene.weights[index + 1]
    return weight.surely and weight.word == 0 and weight.last > 0


def _led_by(scene: Scene, index: int) -> bool:
    """The same behind a cue, where rare words will do: "pt olumide bowman"."""
    if index + 1 >= len(scene.read.words) or scene.read.gap(index) != " ":
        return False
    weight = scene.weights[index + 1]
    return weight.surely and weight.last > 0


def _opens(scene: Scene, index: int) -> bool:
    """Whether a word that can be a name begins one, behind a cue: "pt frank saether", "pt maya
    white", "pt brown, ingeborg"."""
    weight = scene.weights[index]
    if weight.last and _turns(scene, index):
        return True
    if not weight.first or index + 1 >= len(scene.read.words) or scene.read.gap(index) != " ":
        return False
    word, following = scene.read.words[index + 1], scene.weights[index + 1]
    if following.unknown:
        return weight.first == 2 and len(word.low) > 4
    usual = following.last == 2 or (weight.first == 2 and following.last > 0 and following.word < 3)
    return usual and (word.name not in VERBS or word.name in _SURNAMES_TOO)


def _turns(scene: Scene, index: int) -> bool:
    """Whether a first name follows behind a comma: "barteczko, samuel"."""
    if index + 1 >= len(scene.read.words) or scene.read.gap(index) != ", ":
        return False
    weight = scene.weights[index + 1]
    return weight.surely and weight.first > 0


def _strange(scene: Scene, index: int) -> bool:
    """Two long words that no list knows are rather a foreign name than two slips of the pen."""
    words = scene.read.words[index : index + 2]
    return scene.read.gap(index) == " " and all(
        len(word.raw) > 4 and scene.lexicon.weight(word.low).unknown for word in words
    )


def _initial(scene: Scene, word: Word, before: Part | None) -> Part:
    following = scene.text[word.end : word.end + 1]
    dotted = following == "."
    if following.isdigit():  # "B12", "T4"
        return "no"
    if dotted and before in ("name", "maybe"):
        return "initial"
    # "I" and "A" are words of the sentence, unless a dot makes them initials.
    if word.raw.isupper() and (dotted or before is not None) and (dotted or word.raw not in "IA"):
        return "initial"
    return "no"


def _goes_on(scene: Scene, index: int) -> bool:
    """Whether a name can follow the particle at `index`."""
    words = scene.read.words
    if index + 1 >= len(words) or scene.read.gap(index).strip(" .") != "":
        return False
    follower = words[index + 1]
    weight = scene.lexicon.weight(follower.name)
    # "van der Berg", "de la Cruz": two particles, and then a name.
    if follower.low in PARTICLES and words[index].low != follower.low:
        return index + 2 < len(words) and scene.lexicon.weight(words[index + 2].low).maybe
    big = follower.capital and not scene.read.shouted
    return weight.surely or (weight.maybe and big) or (weight.unknown and big)
