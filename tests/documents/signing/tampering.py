"""What somebody may do to a signed file: one function for each attack, named after it.

Each takes a file that `tests.documents.signing.office` signed and returns the false one. Where an
attack needs a further signature the office and a stage of the file are given.
"""

import io
import re
from collections.abc import Callable

import pikepdf
from asn1crypto import cms
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.documents.signing.office import MARK, written

_RANGE = re.compile(rb"/ByteRange\s*\[[^\]]*\]")
_CONTENTS = re.compile(rb"/Contents\s*<([0-9a-fA-F]+)>")


# In place: not a byte more or less.


def bit_flipped_in_a_mark(pdf: bytes) -> bytes:
    return pdf.replace(MARK, b"(Toan: 8)", 1)


def bit_flipped_in_the_first_signature(pdf: bytes) -> bytes:
    return _flipped(pdf, _signature(pdf, 0).start(1) + 1200)


def signature_value_forged(pdf: bytes) -> bytes:
    """Everything in the last signature is right but the signer's key: digest, names and times."""
    found = _signature(pdf, -1)
    content = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))["content"]
    value = content["signer_infos"][0]["signature"].native.hex().encode()
    last_digit = found[1].lower().index(value) + len(value) - 1
    return _flipped(pdf, found.start(1) + last_digit)


def byte_in_the_padding_of_the_first_signature(pdf: bytes) -> bytes:
    return _flipped(pdf, _signature(pdf, 0).end(1) - 7)


def byte_in_the_padding_of_the_last_signature(pdf: bytes) -> bytes:
    return _flipped(pdf, _signature(pdf, -1).end(1) - 7)


def digits_in_capitals(pdf: bytes) -> bytes:
    """In the place of the last signature, which itself covers all but that place."""
    found = _signature(pdf, -1)
    digits = found[1][:900].swapcase() + found[1][900:]
    return pdf[: found.start(1)] + digits + pdf[found.end(1) :]


def byte_range_shortened(pdf: bytes) -> bytes:
    found = list(_RANGE.finditer(pdf))[-1]
    start, length, end, rest = map(int, re.findall(rb"\d+", found[0]))
    return _replaced(pdf, found, b"/ByteRange [%d %d %d %d]" % (start, length, end, rest - 60))


def byte_range_removed(pdf: bytes) -> bytes:
    found = next(_RANGE.finditer(pdf))
    return _replaced(pdf, found, found[0].replace(b"/ByteRange", b"/ByteRangX"))


def byte_range_zeroed(pdf: bytes) -> bytes:
    return _replaced(pdf, next(_RANGE.finditer(pdf)), b"/ByteRange [0 0 0 0]")


def contents_emptied(pdf: bytes) -> bytes:
    return _replaced(pdf, _signature(pdf, 0), b"/Contents <>")


def contents_zeroed(pdf: bytes) -> bytes:
    found = _signature(pdf, 0)
    return pdf[: found.start(1)] + b"0" * len(found[1]) + pdf[found.end(1) :]


# Behind the end.


def blanks_after_the_end(pdf: bytes) -> bytes:
    return pdf + b"\n  \n"


def object_appended(pdf: bytes) -> bytes:
    return pdf + b"\n999 0 obj\n<< /Type /Page >>\nendobj\n"


def second_end_appended(pdf: bytes) -> bytes:
    startxref = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    return pdf + b"startxref\n" + startxref + b"\n%%EOF\n"


# As a further revision.


def mark_changed(pdf: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        text = page["/Contents"].data.replace(MARK, b"(Toan: 10)")
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=text))
        writer.update_container(page)

    return updated(pdf, change)


def content_stream_overwritten(pdf: bytes) -> bytes:
    def change(writer):
        stream = writer.root["/Pages"]["/Kids"][0]["/Contents"]
        stream._data = stream.data.replace(MARK, b"(Toan: 10)")
        stream._encoded_data = None
        writer.mark_update(stream.container_ref)

    return updated(pdf, change)


def annotation_over_a_mark(pdf: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Rect"): numbers(70, 690, 170, 720),
                pdf_name("/Contents"): generic.pdf_string("Toan: 10"),
                pdf_name("/DA"): generic.pdf_string("/F1 12 Tf"),
            }
        )
        page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
        writer.update_container(page)

    return updated(pdf, change)


def values_swapped(pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: _swap(writer, "/V"))


def stamps_swapped(pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: _swap(writer, "/AP"))


def lookalike_stamp_in_an_empty_field(pdf: bytes) -> bytes:
    """Needs a file in which the last field is still empty."""

    def change(writer):
        form = fields_of(writer)
        form["lock"][pdf_name("/AP")] = form["author"].raw_get("/AP")
        writer.update_container(form["lock"])

    return updated(pdf, change)


def value_deleted(pdf: bytes) -> bytes:
    def change(writer):
        field = fields_of(writer)["sign"]
        del field["/V"]
        writer.update_container(field)

    return updated(pdf, change)


def field_deleted(pdf: bytes) -> bytes:
    def change(writer):
        form = writer.root["/AcroForm"]["/Fields"]
        del form[1]
        writer.update_container(form)

    return updated(pdf, change)


def javascript_added(pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: set_in_root(writer, "/OpenAction", _script()))


def additional_action_added(pdf: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/AA")] = generic.DictionaryObject({pdf_name("/O"): _script()})
        writer.update_container(page)

    return updated(pdf, change)


def page_added(pdf: bytes) -> bytes:
    def change(writer):
        pages = writer.root["/Pages"]
        copy = generic.DictionaryObject(pages["/Kids"][0])
        pages["/Kids"].append(writer.add_object(copy))
        pages[pdf_name("/Count")] = generic.NumberObject(3)
        writer.update_container(pages)
        writer.update_container(pages["/Kids"])

    return updated(pdf, change)


def page_turned(pdf: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Rotate")] = generic.NumberObject(180)
        writer.update_container(page)

    return updated(pdf, change)


def signed_field_moved(pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: _move(writer, "author"))


def empty_field_moved(pdf: bytes) -> bytes:
    """Needs a file in which the last field is still empty."""
    return updated(pdf, lambda writer: _move(writer, "lock"))


def signature_shared_by_two_fields(pdf: bytes) -> bytes:
    """Needs a file in which the last field is still empty."""

    def change(writer):
        form = fields_of(writer)
        form["lock"][pdf_name("/V")] = form["author"].raw_get("/V")
        writer.update_container(form["lock"])

    return updated(pdf, change)


def signature_copied_into_another_field(pdf: bytes) -> bytes:
    """Needs a file in which the last field is still empty. The copy is an object of its own."""

    def change(writer):
        form = fields_of(writer)
        copy = generic.DictionaryObject(form["author"]["/V"])
        form["lock"][pdf_name("/V")] = writer.add_object(copy)
        writer.update_container(form["lock"])

    return updated(pdf, change)


def text_field_over_a_mark(pdf: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        field = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): generic.pdf_string("mark"),
                pdf_name("/V"): generic.pdf_string("Toan: 10"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/Rect"): numbers(70, 690, 170, 720),
            }
        )
        reference = writer.add_object(field)
        page[pdf_name("/Annots")] = generic.ArrayObject([reference])
        writer.root["/AcroForm"]["/Fields"].append(reference)
        for part in (page, writer.root["/AcroForm"]["/Fields"]):
            writer.update_container(part)

    return updated(pdf, change)


def information_edited(pdf: bytes) -> bytes:
    def change(writer):
        info = writer.trailer["/Info"]
        info[pdf_name("/Title")] = generic.pdf_string("Hoc sinh gioi")
        writer.update_container(info)

    return updated(pdf, change)


def metadata_edited(pdf: bytes) -> bytes:
    def change(writer):
        stream = writer.root["/Metadata"]
        stream._data = stream.data.replace(b"Ket qua hoc tap", b"Hoc sinh gioi")
        stream._encoded_data = None
        writer.mark_update(stream.container_ref)

    return updated(pdf, change)


# Shadow attacks (Mainka, Mladenov, Rohlmann, 2021): prepared before signing, sprung after it.


def shadow_hide(pdf: bytes) -> bytes:
    """What covered something while people signed is drawn no more."""

    def change(writer):
        cover = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/XObject"]["/Cover"]
        cover._data, cover._encoded_data = b"", None
        writer.mark_update(cover.container_ref)

    return updated(pdf, change)


def shadow_replace(pdf: bytes) -> bytes:
    """The font of the marks becomes another one, in which a 9 may look like a 10."""

    def change(writer):
        font = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]["/F1"]
        font[pdf_name("/BaseFont")] = pdf_name("/Symbol")
        writer.update_container(font)

    return updated(pdf, change)


def shadow_hide_and_replace(pdf: bytes) -> bytes:
    """The pages that were never shown take the place of those that were signed."""
    return updated(
        pdf,
        lambda writer: set_in_root(writer, "/Pages", writer.root.raw_get("/Shadow")),
    )


# Anew.


def rewritten(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out)
    return out.getvalue()


def shared_and_rewritten(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        first, second, *_ = opened.Root.AcroForm.Fields
        second.V = first.V
        opened.save(out)
    return out.getvalue()


def encrypted(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    return out.getvalue()


# Before signing: the first signer is the attacker.


def with_a_program(pdf: bytes) -> bytes:
    """Of an unsigned paper."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        opened.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script])))
        opened.save(out)
    return out.getvalue()


def mark_changed_and_signed_on(office, stages: list[bytes]) -> bytes:
    """After two signatures; the other two are made on top, honestly."""
    changed = mark_changed(stages[1])
    once = office.sign(changed, "sign", "vice")
    return office.sign(once, "lock", "principal")


def signed_after_the_lock(office, stages: list[bytes]) -> bytes:
    """The vice principal comes after the principal."""
    locked = office.sign(stages[1], "lock", "principal")
    return office.sign(locked, "sign", "vice")


def signed_by_the_wrong_person(office, stages: list[bytes]) -> bytes:
    """The teacher signs in the principal's place; only the school can tell."""
    return office.sign(stages[2], "lock", "teacher")


def last_signature_cut_off(_office, stages: list[bytes]) -> bytes:
    """Rolled back to an earlier stage; only who keeps the later one can tell."""
    return stages[4][: len(stages[2])]


IN_PLACE = (
    bit_flipped_in_a_mark,
    bit_flipped_in_the_first_signature,
    signature_value_forged,
    byte_in_the_padding_of_the_first_signature,
    byte_in_the_padding_of_the_last_signature,
    digits_in_capitals,
    byte_range_shortened,
    byte_range_removed,
    byte_range_zeroed,
    contents_emptied,
    contents_zeroed,
)
BEHIND_THE_END = (blanks_after_the_end, object_appended, second_end_appended)
REVISIONS = (
    mark_changed,
    content_stream_overwritten,
    annotation_over_a_mark,
    values_swapped,
    stamps_swapped,
    value_deleted,
    field_deleted,
    javascript_added,
    additional_action_added,
    page_added,
    page_turned,
    signed_field_moved,
    text_field_over_a_mark,
    information_edited,
    metadata_edited,
    shadow_hide,
    shadow_replace,
    shadow_hide_and_replace,
)
WITH_AN_EMPTY_FIELD = (
    lookalike_stamp_in_an_empty_field,
    empty_field_moved,
    signature_shared_by_two_fields,
    signature_copied_into_another_field,
)
ANEW = (rewritten, shared_and_rewritten)
OF_A_FINISHED_FILE = (*IN_PLACE, *BEHIND_THE_END, *REVISIONS, *ANEW)


def outside_the_last_signature(pdf: bytes) -> bytes:
    """All that the last signature covers. What lies in its own place only a kept hash can prove."""
    places = list(_CONTENTS.finditer(pdf))
    return pdf[: places[-1].start(1)] + pdf[places[-1].end(1) :] if places else pdf


def _flipped(pdf: bytes, place: int) -> bytes:
    """Another byte; another digit where it is hexadecimal."""
    other = b"1" if pdf[place : place + 1] != b"1" else b"2"
    return pdf[:place] + other + pdf[place + 1 :]


def last_signature(pdf: bytes) -> re.Match[bytes]:
    """Where it stands, with its digits."""
    return _signature(pdf, -1)


def _signature(pdf: bytes, number: int) -> re.Match[bytes]:
    return list(_CONTENTS.finditer(pdf))[number]


def _replaced(pdf: bytes, found: re.Match[bytes], by: bytes) -> bytes:
    return pdf[: found.start()] + by.ljust(len(found[0])) + pdf[found.end() :]


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    return written(writer)


def fields_of(writer):
    form = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    return {str(field["/T"]): field for field in form}


def _swap(writer, key):
    author, review = (fields_of(writer)[name] for name in ("author", "review"))
    author[pdf_name(key)], review[pdf_name(key)] = review.raw_get(key), author.raw_get(key)
    writer.update_container(author)
    writer.update_container(review)


def _move(writer, name):
    field = fields_of(writer)[name]
    field[pdf_name("/Rect")] = numbers(60, 600, 160, 650)
    writer.update_container(field)


def numbers(*values):
    return generic.ArrayObject(map(generic.NumberObject, values))


def set_in_root(writer, key, value):
    writer.root[pdf_name(key)] = value
    writer.update_root()


def _script():
    return generic.DictionaryObject(
        {
            pdf_name("/S"): pdf_name("/JavaScript"),
            pdf_name("/JS"): generic.pdf_string("app.alert(1)"),
        }
    )
