"""Hello-world bots of other projects, each run by an interpreter that has it."""
