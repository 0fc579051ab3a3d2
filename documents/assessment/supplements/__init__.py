"""Supplementary assessment (TT 27/2020, Điều 11): new values beside the old ones, and the decision."""
