"""How long the machine runs: longest in `make chaos`."""

from hypothesis import settings

settings.register_profile("chaos", max_examples=500)
