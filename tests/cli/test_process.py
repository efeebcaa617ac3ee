"""Both ways to start Corridor, as real processes: what other tests of the command line try in the
test's own process begins and ends like this."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.typed import clean

ROOT = Path(__file__).parents[2]
SCRIPT = [str(Path(sys.executable).with_name("corridor"))]
MODULE = [sys.executable, "-m", "bot"]


@pytest.mark.parametrize("words", [SCRIPT, MODULE], ids=["corridor", "python -m bot"])
def test_a_process_answers_on_its_own_streams_and_with_its_exit_code(
    words: list[str], tmp_path: Path
) -> None:
    def told(*args: str, given: str = "") -> tuple[int, str, str]:
        done = subprocess.run(
            [*words, *args],
            cwd=tmp_path,
            env={**clean(), "PYTHONPATH": str(ROOT)},
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    code, out, err = told("redact", given="pt Jane Sample MRN 12345678\n")
    assert (code, err) == (0, "")
    assert json.loads(out)["text"] == "pt [NAME] MRN [MRN]"
    code, out, err = told("sing")
    assert (code, out) == (2, "")
    assert err.startswith("corridor: ")
    (tmp_path / "corridor.toml").write_text("[hospital]\nname = 7\n", encoding="utf-8")
    code, out, err = told("serve")
    assert (code, out) == (1, "")
    assert "corridor.toml:2" in err
    assert "Traceback" not in err
