"""Checking a file that somebody brings: examined in a sandbox, explained for this school."""
