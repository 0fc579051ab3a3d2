"""The sentences of pens are read here in English, whatever the school speaks."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield
