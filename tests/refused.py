"""What is refused, by its codes; the sentences are for people."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from people.refusals import Refusal


@contextmanager
def refused(*codes: str, naming: str = "") -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What happens inside is refused for exactly these reasons, and this was filled in."""
    with pytest.raises(Refusal) as caught:
        yield caught
    assert codes_of(caught.value) == set(codes)
    assert naming in str(caught.value)


def codes_of(refusal: Refusal) -> set[str]:
    return {problem.code for problem in refusal.problems}


def codes_on(page: Any) -> set[str]:
    """Everything that a page refuses, or says to be wrong."""
    return set(re.findall(r'data-code="([^"]*)"', page.content.decode()))
