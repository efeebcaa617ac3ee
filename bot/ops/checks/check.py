"""One thing that the doctor looked at."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `mend` says what to do where it is not well."""

    state: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.state:4}  {self.what}{f': {self.mend}' if self.mend else ''}"
