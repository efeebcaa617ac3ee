"""Decision records have the form that their README gives them."""

import re
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
NAME = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
OTHER = r"\[(\d+)\]\((\d{4}-[a-z0-9-]+\.md)\)"
HEAD = re.compile(
    r"# (?P<number>\d+)\. (?P<title>\S.*\S)\n\n"
    r"Date: (?P<date>\d{4}-\d{2}-\d{2}) · "
    rf"Status: (?:accepted|not used|superseded by {OTHER}|accepted, amended by {OTHER})\n\n\S"
)


def test_every_number_is_there_once() -> None:
    numbers = [int(path.name[:4]) for path in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1))
    assert len(RECORDS) >= 25


def test_every_record_has_its_number_a_date_and_a_status() -> None:
    for path in RECORDS:
        assert NAME.fullmatch(path.name), path.name
        head = HEAD.match(path.read_text(encoding="utf-8"))
        assert head is not None, f"{path.name}: see docs/decisions/README.md for how it begins"
        assert int(head["number"]) == int(path.name[:4]), path.name
        date.fromisoformat(head["date"])


def test_a_status_names_a_later_record() -> None:
    for path in RECORDS:
        status = path.read_text(encoding="utf-8").splitlines()[2]
        for number, name in re.findall(OTHER, status):
            assert int(number) == int(name[:4]) > int(path.name[:4]), path.name
            assert (FOLDER / name).exists(), name


def test_the_readme_lists_them_all_in_order() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^(\d+)\. \[[^]]+\]\(([^)]+)\)$", readme, re.M)
    assert listed == [(str(int(path.name[:4])), path.name) for path in RECORDS]
