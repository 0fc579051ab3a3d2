"""The pages of signing keys: each person's own, and those of all for the board."""
