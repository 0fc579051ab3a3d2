"""Spreadsheets in and out: read, compare, apply in one go, take back."""
