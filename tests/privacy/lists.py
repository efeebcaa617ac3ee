"""Builds bot/privacy/data/lexicon.txt.gz from public lists; run by hand, never by the product.

    python -m tests.privacy.lists NAMES_DIR FREQUENCY_FILE WEB2_FILE

NAMES_DIR holds the three census files of the `names` package, FREQUENCY_FILE is the English
list of `symspellpy`, WEB2_FILE one dictionary word a line. See bot/privacy/data/README.md.
"""

import gzip
import importlib
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from faker.config import AVAILABLE_LOCALES

OUT = Path(__file__).parents[2] / "bot" / "privacy" / "data" / "lexicon.txt.gz"
WORD_RANK = 42_000
SURNAMES = 42_000
# How many times rarer than its use as a word a name may be before it counts as a plain word.
MOSTLY_NAME = 1.5

# Where the counts are silent or wrong, people decided. Name first, then how common as a word.
NEVER_WORDS = (
    "peter john tom bob mike jack joe harry larry tony jeff alan jane henry dan ben eric jean "
    "lewis sam joy ken rob jim steven nelson kerry ross anna maria terry jerry laura nancy graham "
    "barry carl ralph morris amy robin carol sue emma beth donna ruth timothy victor tommy glen "
    "luke pete colin betty jenny sally chang yang travis mae kirk rita brent rex brett buffy molly "
    "willie barton vera seth tara fletcher rodney peggy irene darby lionel patty vincent roger "
    "johnson williams davis jackson wilson harris thomas garcia martin martinez robinson clark "
    "rodriguez allen scott adams mitchell roberts phillips campbell evans edwards collins stewart "
    "murphy kelly howard cox perry butler russell jenkins simmons patterson hughes henderson "
    "gonzalez hamilton sullivan reynolds gibson hawkins nguyen patel singh kim lee yang chan li "
    "smith wright harper gomez simpson ferguson hicks burke lawson wheeler lynch"
).split()
ALWAYS_WORDS = (
    "an in my see so you he be do as the to no can for on at or us me we am is it go up all any "
    "numbers christian january april thu hang santa del les val una una asia florida texas "
    "america germany china india england scotland ireland canada mexico boston paris london "
    "denver austin dallas houston phoenix orlando memphis irish latina roman angeles san los las "
    "la le der den van von man boy rover haiku canto epic willow beacon stork radiant cupid "
    "tapestry prelude cadence beaker citrix zebra dragon foley glasgow braden morse apgar holter "
    "doppler hoyer heparin insulin morphine aspirin lasix ativan tylenol pyxis omnicell alaris "
    "baxter philips stryker medline cardinal fresenius mckesson cerner meditech athena imprivata "
    "vocera ascom teams slack zoom webex outlook excel word access windows apple google chrome "
    "safari edge dell lenovo fluke cisco oracle java python adobe crystal tableau mychart "
    "monday tuesday wednesday thursday friday saturday sunday february march may june july "
    "august september october november december night day nurse charge doctor provider jan feb mar "
    "apr jun jul aug sep sept oct nov dec ii iii iv box held larger began bible rom lib greek arab metro proud "
    "org thai app apps eng cassette comp longest dryer apollo britain demo hp ibm columbia arizona oregon kong "
    "dakota tennessee manchester cambridge oxford rome baltimore hollywood denmark poland birmingham siemens "
    "portugal melbourne columbus hilton ericsson amsterdam dublin harvard stanford oakland athens essex madrid "
    "brooklyn venice rochester cleveland springfield washington vegas disney cuba peru bristol holland packard "
    "indiana pacific atlantic africa europe verde casa longest latino slovak islam muslim hampshire nevada maine"
).split()


def census(path: Path) -> dict[str, float]:
    """Name to its share of people in percent."""
    rows = (line.split() for line in path.read_text().splitlines())
    return {row[0].lower(): float(row[1]) for row in rows if row}


def plain(name: str) -> str:
    """Lower case without accents, as the product looks names up."""
    bare = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("ø", "o"))
    return "".join(c for c in bare.lower() if not unicodedata.combining(c))


def faker_names(kind: str) -> Iterator[str]:
    """Single Latin-script tokens of all Faker locales' `first_names` or `last_names`."""
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            module = importlib.import_module(f"faker.providers.person.{locale}")
        except ImportError:
            continue
        for attribute in (kind, f"{kind}_male", f"{kind}_female"):
            names = getattr(module.Provider, attribute, ())
            for name in names if isinstance(names, Iterable) else ():
                yield from re.findall(r"[a-z]{2,}", plain(str(name)))


def frequencies(path: Path) -> dict[str, float]:
    """Word to its share of running text in percent."""
    rows = [line.split() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    total = sum(int(row[1]) for row in rows)
    return {row[0]: 100 * int(row[1]) / total for row in rows}


def name_levels(shares: dict[str, float], extra: Iterable[str], common: int) -> dict[str, int]:
    """2 for the `common` most frequent names, 1 for the others."""
    ordered = sorted(shares, key=lambda name: -shares[name])
    levels = dict.fromkeys(extra, 1) | dict.fromkeys(ordered, 1)
    return levels | dict.fromkeys(ordered[:common], 2)


def _defined(word: str, dictionary: set[str]) -> bool:
    """Whether the dictionary has the word or the one it is a form of."""
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed")}
    stems |= {word.removesuffix("d"), word.removesuffix("ing"), word.removesuffix("ing") + "e"}
    return not stems.isdisjoint(dictionary)


def word_levels(
    freq: dict[str, float], dictionary: set[str], names: dict[str, float], known: set[str]
) -> dict[str, int]:
    """3 for very common words, 2 for ordinary, 1 for rare ones; nothing for what is a name."""
    levels = {}
    for rank, word in enumerate(sorted(freq, key=lambda word: -freq[word])[:WORD_RANK]):
        if word in known and (
            not _defined(word, dictionary) or names.get(word, 0) > MOSTLY_NAME * freq[word] * 100
        ):
            continue
        levels[word] = 3 if rank < 2500 else 2 if rank < 12_000 else 1
    levels |= dict.fromkeys(ALWAYS_WORDS, 3)
    for word in NEVER_WORDS:
        levels.pop(word, None)
    return levels


def main(names_dir: Path, frequency_file: Path, web2_file: Path) -> None:
    male, female, last = (
        census(names_dir / f"dist.{part}") for part in ("male.first", "female.first", "all.last")
    )
    first = {name: max(male.get(name, 0), female.get(name, 0)) for name in male | female}
    top = sorted(last, key=lambda name: -last[name])[:SURNAMES]
    given = name_levels(first, faker_names("first_names"), 700)
    family = name_levels({name: last[name] for name in top}, faker_names("last_names"), 5000)
    names = {name: max(first.get(name, 0), last.get(name, 0)) for name in given | family}
    dictionary = set(web2_file.read_text().split())
    words = word_levels(frequencies(frequency_file), dictionary, names, set(names))
    groups: dict[str, list[str]] = defaultdict(list)
    for token in sorted(given | family | words):
        code = f"{given.get(token, 0)}{family.get(token, 0)}{words.get(token, 0)}"
        groups[code].append(token)
    text = "".join(f"{code} {' '.join(tokens)}\n" for code, tokens in sorted(groups.items()))
    OUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
