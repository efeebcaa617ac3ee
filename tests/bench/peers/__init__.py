"""What Corridor is measured against: bots as the guides of their libraries have them, each in a process
of its own, and two bots of other projects, each run by an interpreter that has it."""
