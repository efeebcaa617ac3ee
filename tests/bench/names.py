"""Invented people's names, of letters alone as names are: a digit makes the guard look twice."""

FIRST = "Ada Bo Cy Dee Eva Flo Gus Hal Ida Jan Kit Lou Max Nia Oda Pia Quin Ray Sue Tess".split()
LAST = "Abel Brook Cane Dale Eden Frost Grove Hill Ives Jude Knox Lane Moss Nye Oaks".split()
MANY = len(FIRST) ** 2 * len(LAST) ** 2
APART = 7919  # a prime that does not divide MANY, so that neighbours have little in common


def name(number: int, first: str = "") -> str:
    """Another one for each number below 90,000; `first` in place of its first name."""
    at = number * APART % MANY
    at, one = divmod(at, len(FIRST))
    at, two = divmod(at, len(FIRST))
    at, last = divmod(at, len(LAST))
    return f"{first or FIRST[one]} {FIRST[two]} {LAST[last]}-{LAST[at]}"
