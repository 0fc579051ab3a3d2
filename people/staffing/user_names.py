"""With which names people sign in: typed alike on every keyboard, read alike by every eye."""

import re

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,58}[a-z0-9]")


def is_user_name(text: str) -> bool:
    """Small letters and digits of ASCII, with dots, hyphens and underscores between them."""
    return bool(_USER_NAME.fullmatch(text))
