"""Concerns: raised on a ward, answered by IT, ended with a sentence and checked by the ward."""
