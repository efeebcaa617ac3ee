"""One file for each thing that people talk about, with its table and its queries."""
