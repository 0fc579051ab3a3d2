"""What somebody may do to the files that a signed paper carries: one function for each attack."""

import io

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from tests.documents.signing.tampering import numbers, set_in_root, updated

FALSE = b"%PDF-1.7\n% another mark\n"


def a_file(writer, name="03-them.pdf", data=FALSE):
    """A specification as the paper's own are, of a file that nobody signed."""
    stream = generic.StreamObject(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/EmbeddedFile"),
                pdf_name("/Subtype"): pdf_name("/application/pdf"),
                pdf_name("/Params"): generic.DictionaryObject(
                    {pdf_name("/ModDate"): generic.pdf_string("D:20261123020000Z")}
                ),
            }
        ),
        stream_data=data,
    )
    places = generic.DictionaryObject({pdf_name("/F"): writer.add_object(stream)})
    return writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Filespec"),
                pdf_name("/F"): generic.pdf_string(name),
                pdf_name("/UF"): generic.pdf_string(name),
                pdf_name("/EF"): places,
                pdf_name("/AFRelationship"): pdf_name("/Source"),
            }
        )
    )


def _tree(writer):
    return writer.root["/Names"]["/EmbeddedFiles"]


def _first(writer):
    return _tree(writer)["/Names"][1]


def _attach(writer, name):
    specification = a_file(writer, name)
    for holder, more in (
        (_tree(writer)["/Names"], [generic.pdf_string(name), specification]),
        (writer.root["/AF"], [specification]),
    ):
        holder.extend(more)
        writer.update_container(holder)


def attached(pdf: bytes) -> bytes:
    """With all that the format asks for: list, relation, type, time."""
    return updated(pdf, lambda writer: _attach(writer, "03-them.pdf"))


def same_name_twice(pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: _attach(writer, "01-toan.pdf"))


def program_attached(pdf: bytes) -> bytes:
    return updated(pdf, lambda writer: _attach(writer, "03-them.pdf.exe"))


def attached_to_a_paper_without_files(pdf: bytes) -> bytes:
    def change(writer):
        specification = a_file(writer)
        listed = generic.ArrayObject([generic.pdf_string("03-them.pdf"), specification])
        tree = generic.DictionaryObject({pdf_name("/Names"): listed})
        names = generic.DictionaryObject({pdf_name("/EmbeddedFiles"): tree})
        set_in_root(writer, "/Names", names)
        set_in_root(writer, "/AF", generic.ArrayObject([specification]))

    return updated(pdf, change)


def stream_exchanged(pdf: bytes) -> bytes:
    def change(writer):
        stream = _first(writer)["/EF"]["/F"]
        stream._data, stream._encoded_data = FALSE, None
        writer.mark_update(stream.container_ref)

    return updated(pdf, change)


def other_stream_named(pdf: bytes) -> bytes:
    """The old bytes stay where they are; the list leads to others."""

    def change(writer):
        first = _first(writer)
        first[pdf_name("/EF")] = a_file(writer).get_object()["/EF"]
        writer.update_container(first)

    return updated(pdf, change)


def renamed(pdf: bytes) -> bytes:
    def change(writer):
        first = _first(writer)
        for key in ("/F", "/UF"):
            first[pdf_name(key)] = generic.pdf_string("01-tieng-viet.pdf")
        writer.update_container(first)

    return updated(pdf, change)


def described_anew(pdf: bytes) -> bytes:
    def change(writer):
        first = _first(writer)
        first[pdf_name("/Desc")] = generic.pdf_string("Toan 10")
        writer.update_container(first)

    return updated(pdf, change)


def relation_dropped(pdf: bytes) -> bytes:
    def change(writer):
        del writer.root["/AF"]
        writer.update_root()

    return updated(pdf, change)


def relation_emptied(pdf: bytes) -> bytes:
    def change(writer):
        associated = writer.root["/AF"]
        associated.clear()
        writer.update_container(associated)

    return updated(pdf, change)


def list_emptied(pdf: bytes) -> bytes:
    def change(writer):
        tree = _tree(writer)
        tree[pdf_name("/Names")] = generic.ArrayObject()
        writer.update_container(tree)

    return updated(pdf, change)


def one_taken_out(pdf: bytes) -> bytes:
    def change(writer):
        for listed, number in ((_tree(writer)["/Names"], 2), (writer.root["/AF"], 1)):
            del listed[:number]
            writer.update_container(listed)

    return updated(pdf, change)


def pinned_to_a_page(pdf: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        pin = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FileAttachment"),
                pdf_name("/Rect"): numbers(70, 690, 90, 710),
                pdf_name("/FS"): a_file(writer),
            }
        )
        page.setdefault(pdf_name("/Annots"), generic.ArrayObject()).append(writer.add_object(pin))
        writer.update_container(page)

    return updated(pdf, change)


def related_to_a_page(pdf: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/AF")] = generic.ArrayObject([a_file(writer)])
        writer.update_container(page)

    return updated(pdf, change)


def shown_as_a_portfolio(pdf: bytes) -> bytes:
    """Readers show the files in it, and the pages no more."""
    view = generic.DictionaryObject({pdf_name("/View"): pdf_name("/D")})
    return updated(pdf, lambda writer: set_in_root(writer, "/Collection", view))


LATER = (
    *(attached, same_name_twice, program_attached, stream_exchanged, other_stream_named, renamed),
    *(described_anew, relation_dropped, relation_emptied, list_emptied, one_taken_out),
    *(pinned_to_a_page, related_to_a_page, shown_as_a_portfolio),
)


# Before anybody signs: in a paper of a stranger.


def _changed(pdf: bytes, change) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        change(paper, list(paper.Root.Names.EmbeddedFiles.Names))
        paper.save(out)
    return out.getvalue()


def with_a_program(pdf: bytes) -> bytes:
    def change(paper, listed):
        name = pikepdf.String("01-toan.pdf.exe")
        listed[1].F = listed[1].UF = name
        paper.Root.Names.EmbeddedFiles.Names[0] = name

    return _changed(pdf, change)


def with_two_of_one_name(pdf: bytes) -> bytes:
    def change(paper, listed):
        listed[3].F = listed[3].UF = listed[0]
        paper.Root.Names.EmbeddedFiles.Names[2] = listed[0]

    return _changed(pdf, change)


def with_two_names_of_one(pdf: bytes) -> bytes:
    """Old readers show another name than new ones."""
    return _changed(pdf, lambda _paper, listed: listed[1].__setattr__("F", pikepdf.String("a.exe")))


def with_two_contents(pdf: bytes) -> bytes:
    """Old readers open another file than new ones."""
    return _changed(pdf, lambda _paper, listed: listed[1].EF.__setattr__("F", listed[3].EF.F))


def with_what_is_no_pdf(pdf: bytes) -> bytes:
    return _changed(pdf, lambda _paper, listed: listed[1].EF.F.write(b"MZ a program"))


def with_a_hidden_one(pdf: bytes) -> bytes:
    """Listed, but not said to belong to the paper."""
    return _changed(pdf, lambda paper, _listed: paper.Root.AF.__delitem__(0))


def with_letters_turned_round(pdf: bytes) -> bytes:
    """Shown as 01-exe.pdf, by a mark that turns the direction of writing."""

    def change(paper, listed):
        name = pikepdf.String("01-\u202efdp.pdf")
        listed[1].F = listed[1].UF = name
        paper.Root.Names.EmbeddedFiles.Names[0] = name

    return _changed(pdf, change)


BEFORE_SIGNING = (
    *(with_a_program, with_two_of_one_name, with_two_names_of_one, with_two_contents),
    *(with_what_is_no_pdf, with_a_hidden_one, with_letters_turned_round),
)
