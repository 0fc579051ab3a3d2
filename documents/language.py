"""In which language the school writes: whoever asks, paper and what is signed say the same."""

from django.conf import settings
from django.utils import translation


def school_language() -> translation.override:
    """For a `with`: words inside it are the school's, whatever the person at the screen has chosen."""
    return translation.override(settings.LANGUAGE_CODE)
