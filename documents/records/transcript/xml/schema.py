"""Our own schema, written from the public list of fields (annex 1.1): what may stand where."""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

_FILE = "hoc_ba_1_0.xsd"


@cache
def _schema(file: str) -> Any:
    return etree.XMLSchema(etree.parse(str(Path(__file__).parent / file)))


def is_valid(data: Any, file: str = _FILE) -> bool:
    return bool(_schema(file).validate(data))


def faults_of(data: Any) -> list[str]:
    """In the library's own words, for whoever builds the file."""
    schema = _schema(_FILE)
    schema.validate(data)
    return [f"{error.path}: {error.message}" for error in schema.error_log]
