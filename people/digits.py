"""Digits as a code is written with them: the ten of ASCII, not every sign that Unicode counts as one."""


def are_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def is_number(text: str) -> bool:
    """May this piece of an address or a form be looked up as a number?"""
    return are_digits(text) and len(text) <= 15
