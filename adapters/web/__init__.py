"""The playground: a chat of our own in the browser, for newcomers, rehearsals and tests."""
