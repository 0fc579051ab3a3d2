"""Pupils from a spreadsheet, and what a spreadsheet may not do to them."""
