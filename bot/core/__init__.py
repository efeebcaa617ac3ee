"""The path of one event: from the door through guard, identity and rights to its handler."""
