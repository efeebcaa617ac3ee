"""How a handler says no: an exception whose text is a sentence for the person who asked."""


class Refused(Exception):
    """The person may not do that, or said it in a way we can't use. Nothing was changed.

    Raise it before changing anything: a handler that has written already makes its whole batch
    run again one by one.
    """


class Forbidden(Refused):
    """The same, because of who they are: what they asked for is for others."""
