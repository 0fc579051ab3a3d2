"""Placeholder until the next slice."""
