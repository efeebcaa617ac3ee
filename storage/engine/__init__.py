"""The database itself: opening it, sessions, columns, migrations, health, time limits."""
