"""How long the machine runs: half a minute in `make test`, longer in `make chaos`."""

from hypothesis import settings

settings.register_profile("chaos", max_examples=500)
