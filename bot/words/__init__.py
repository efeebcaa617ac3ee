"""The vocabulary between core and adapters: events, cards, delivery results. Values only."""
