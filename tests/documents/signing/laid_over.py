"""What somebody may lay over a stranger's signed file, or take out of it: one function for each attack.

A stranger's file is signed once and not certified, so that further signatures may follow. Each takes
the office and the file; those that take evidence away need the file alone.
"""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign import fields

from tests.documents.signing.tampering import (
    fields_of,
    numbers,
    set_in_root,
    signature_value_forged,
    updated,
)

COVER = (70, 690, 170, 720)
"""Over the mark of the office's paper."""


def covering_field(writer, name="Signature2", box=COVER):
    """A further signature field whose look paints over the mark and writes another one there."""
    fields.append_signature_field(writer, fields.SigFieldSpec(name, 0, box))
    field = fields_of(writer)[name]
    left, low, right, high = box
    width, height = right - left or 100, high - low or 30
    look = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): numbers(0, 0, width, height),
        },
        stream_data=b"1 1 1 rg 0 0 %d %d re f 0 0 0 rg 2 8 60 2 re f" % (width, height),
    )
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)})
    writer.update_container(field)


def covered_by_an_unsigned_field(_office, pdf: bytes) -> bytes:
    return updated(pdf, covering_field)


def covered_by_an_unsigned_field_of_two_parts(_office, pdf: bytes) -> bytes:
    """The look hangs on a widget below the field, which has no place itself."""

    def change(writer):
        covering_field(writer)
        field = fields_of(writer)["Signature2"]
        part = generic.DictionaryObject(
            {key: field.raw_get(key) for key in field if key not in {"/T", "/FT", "/Lock"}}
        )
        part[pdf_name("/Parent")] = writer.root["/AcroForm"]["/Fields"].raw_get(-1)
        page = writer.root["/Pages"]["/Kids"][0]
        reference = writer.add_object(part)
        annotations = page["/Annots"]
        annotations[len(annotations) - 1] = reference
        for key in ("/Rect", "/AP", "/Subtype", "/P", "/F"):
            field.pop(pdf_name(key), None)
        field[pdf_name("/Kids")] = generic.ArrayObject([reference])
        writer.update_container(field)

    return updated(pdf, change)


def covered_by_a_timestamp(office, pdf: bytes) -> bytes:
    return office.stamp(pdf, field="Signature2", before=covering_field)


def covered_by_a_timestamp_without_area(office, pdf: bytes) -> bytes:
    """Some programs draw a look, whatever the place is that it has."""
    return office.stamp(
        pdf,
        field="Signature2",
        before=lambda writer: covering_field(writer, box=(70, 690, 70, 690)),
    )


def covered_by_somebody_unknown(office, pdf: bytes) -> bytes:
    return office.sign(pdf, "Signature2", "outsider", level="B-T", before=covering_field)


def covered_by_a_broken_signature(office, pdf: bytes) -> bytes:
    return signature_value_forged(
        office.sign(pdf, "Signature2", "vice", level="B-T", before=covering_field)
    )


def covered_first_and_signed_later(office, pdf: bytes) -> bytes:
    """The field lay there unsigned for a while, over the mark."""
    return office.sign(covered_by_an_unsigned_field(office, pdf), "Signature2", "vice")


def covered_where_an_empty_field_was_added(office, pdf: bytes) -> bytes:
    """Nobody sees the empty field; what is signed into it is seen."""
    empty = updated(
        pdf, lambda writer: fields.append_signature_field(writer, _spec("Signature2", COVER))
    )
    return office.sign(empty, "Signature2", "vice")


def timestamp_in_a_visible_empty_field(office, pdf: bytes) -> bytes:
    """Needs a file with an empty visible field "lock": it looks signed by a person afterwards."""

    def change(writer):
        form = fields_of(writer)
        form["lock"][pdf_name("/AP")] = form["author"].raw_get("/AP")
        writer.update_container(form["lock"])

    return office.stamp(pdf, field="lock", before=change)


def empty_field_added(_office, pdf: bytes) -> bytes:
    return updated(
        pdf, lambda writer: fields.append_signature_field(writer, _spec("later", (0, 0, 0, 0)))
    )


def appearances_to_be_drawn_anew(_office, pdf: bytes) -> bytes:
    """The reader is told to draw every field by itself, whatever was signed."""

    def change(writer):
        form = writer.root["/AcroForm"]
        form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
        writer.update_container(form)

    return updated(pdf, change)


def version_set(_office, pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: set_in_root(writer, "/Version", pdf_name("/1.6")))


def extensions_set(_office, pdf: bytes) -> bytes:
    level = generic.DictionaryObject(
        {pdf_name("/BaseVersion"): pdf_name("/1.7"), pdf_name("/ExtensionLevel"): _number(8)}
    )
    value = generic.DictionaryObject({pdf_name("/ADBE"): level})
    return updated(pdf, lambda writer: set_in_root(writer, "/Extensions", value))


COVERING = (
    covered_by_an_unsigned_field,
    covered_by_an_unsigned_field_of_two_parts,
    covered_by_a_timestamp,
    covered_by_a_timestamp_without_area,
    covered_by_somebody_unknown,
    covered_by_a_broken_signature,
    covered_first_and_signed_later,
    covered_where_an_empty_field_was_added,
)
OF_A_STRANGERS_FILE = (
    *COVERING,
    empty_field_added,
    appearances_to_be_drawn_anew,
    version_set,
    extensions_set,
)


# Evidence taken away: nobody's words are changed, but what proved them is gone.


def evidence_emptied(pdf: bytes) -> bytes:
    """The store of certificates and revocation lists."""
    return updated(pdf, lambda writer: set_in_root(writer, "/DSS", generic.DictionaryObject()))


def revocation_lists_removed(pdf: bytes) -> bytes:
    def change(writer):
        store = writer.root["/DSS"]
        store[pdf_name("/CRLs")] = generic.ArrayObject()
        store.pop(pdf_name("/OCSPs"), None)
        writer.update_container(store)

    return updated(pdf, change)


def archive_timestamp_dropped(pdf: bytes) -> bytes:
    """Needs a file that ends with one: its place stays, its value is gone."""

    def change(writer):
        field = _last_field(writer)
        del field["/V"]
        writer.update_container(field)

    return updated(pdf, change)


def archive_timestamp_field_dropped(pdf: bytes) -> bytes:
    def change(writer):
        form = writer.root["/AcroForm"]["/Fields"]
        del form[len(form) - 1]
        writer.update_container(form)

    return updated(pdf, change)


EVIDENCE_TAKEN = (evidence_emptied, revocation_lists_removed)
TIMESTAMP_TAKEN = (archive_timestamp_dropped, archive_timestamp_field_dropped)


def _spec(name, box):
    return fields.SigFieldSpec(name, 0, box)


def _number(value):
    return generic.NumberObject(value)


def _last_field(writer):
    return writer.root["/AcroForm"]["/Fields"][-1].get_object()
