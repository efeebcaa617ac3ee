"""A glossary that translates both ways: what the other side means by a word."""
