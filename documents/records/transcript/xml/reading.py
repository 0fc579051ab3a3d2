"""Reading XML that strangers may have written: nothing is resolved, fetched or guessed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from lxml import etree

from people.refusals import Refusal

MOST_BYTES = 10 * 1024 * 1024
"""A transaction has no more (specification, II)."""


class NotReadable(Refusal):
    """This is no XML that a digital transcript may be."""

    code = "xml_not_readable"
    sentence = _("This is no digital transcript that can be read.")


def read(data: bytes) -> Any:
    """The root element. Raises NotReadable: for what is too large, too deep, or has a DTD, comments, more."""
    if len(data) > MOST_BYTES or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotReadable
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=False,
        remove_pis=False,
        recover=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise NotReadable from None
    if root.getroottree().docinfo.doctype or not all(map(_is_plain, root.iter())):
        raise NotReadable
    return root


def _is_plain(node: Any) -> bool:
    """An element: no comment that cuts a name in two, no instruction, no entity."""
    return isinstance(node.tag, str)
