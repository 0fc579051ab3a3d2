"""A genuine file at each of its stages, made once."""

import pytest

from tests.documents.signing.office import Office


@pytest.fixture(scope="session")
def office(pki):
    return Office(pki)


@pytest.fixture(scope="session")
def stages(office):
    return office.stages()


@pytest.fixture(scope="session")
def genuine(stages):
    return stages[-1]
