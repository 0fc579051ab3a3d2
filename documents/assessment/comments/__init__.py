"""Comments on pupils: a bank of sentences, filling in by level, and what deserves a second look."""
