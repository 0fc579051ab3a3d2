"""What programs count for themselves at a saving is no change; what a reader shows is one."""

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigSeedSubFilter

from documents.signing.examination import Verdict, examine
from tests.documents.signing import office as made
from tests.documents.signing.office import AT

# As Adobe Reader writes it when it saves a file once more.
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 9.1-c001 79.675d0f7">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="{about}"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <xmp:CreateDate>2026-11-20T08:00:00+07:00</xmp:CreateDate>
   <xmp:ModifyDate>2026-11-2{number}T08:00:00+07:00</xmp:ModifyDate>
   <xmp:MetadataDate>2026-11-2{number}T08:00:00+07:00</xmp:MetadataDate>
   <pdf:Producer>Adobe PDF Library {number}</pdf:Producer>
   <xmpMM:DocumentID>uuid:{number}0c2f2b7-5f3c-4a5c-9c64-0d8c3bd7d0aa</xmpMM:DocumentID>
   <xmpMM:InstanceID>uuid:{number}e6c8a9f-29f5-4f6a-8c1a-6d6f1b8b2f11</xmpMM:InstanceID>
   <xmpMM:RenditionClass>default</xmpMM:RenditionClass>
   <xmpMM:VersionID>{number}</xmpMM:VersionID>
   <xmpMM:History><rdf:Seq>{history}</rdf:Seq></xmpMM:History>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
SAVED = """<rdf:li rdf:parseType="Resource"><stEvt:action>saved</stEvt:action>
  <stEvt:instanceID>uuid:{0}</stEvt:instanceID><stEvt:changed>/</stEvt:changed></rdf:li>"""


def metadata(number, *, about="", title="Ket qua hoc tap", author="Hoa"):
    history = "".join(SAVED.format(one) for one in range(number))
    return XMP.format(number=number, history=history, about=about, title=title, author=author)


def saved(number, *, as_new_object=False, info=None, **what):
    """What a program does beside signing: its metadata go into the same revision."""

    def change(writer):
        writer._update_meta = lambda: None  # the library would write its own
        stream = generic.StreamObject(
            {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")},
            stream_data=metadata(number, **what).encode(),
        )
        if as_new_object:
            writer.root[pdf_name("/Metadata")] = writer.add_object(stream)
            writer.update_root()
        else:
            place = writer.root.raw_get("/Metadata")
            writer.objects[(place.generation, place.idnum)] = stream
        about = writer.trailer["/Info"]
        for key, value in (info or {"/ModDate": f"D:2026112{number}080000"}).items():
            about[pdf_name(key)] = generic.pdf_string(value)
        writer.update_container(about)

    return change


def signed(office, pdf, number, person, **what):
    return office.sign(
        pdf,
        f"Signature{number}",
        person,
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=True,
        before=saved(number, **what),
    )


@pytest.fixture(scope="module")
def once(office):
    return signed(office, made.paper(), 1, "leader", as_new_object=True)


@pytest.mark.parametrize("as_new_object", [True, False])
@pytest.mark.parametrize("about", ["", "uuid:7c1e"])
def test_signed_twice_in_one_program_is_genuine(office, once, as_new_object, about):
    twice = signed(office, once, 2, "vice", as_new_object=as_new_object, about=about)
    assert examine(twice, office.trust, at=AT).verdict == Verdict.GENUINE


@pytest.mark.parametrize(
    "what",
    [
        {"title": "Hoc sinh gioi"},
        {"author": "Minh"},
        {"info": {"/Title": "Hoc sinh gioi"}},
        {"info": {"/Author": "Minh"}},
    ],
)
def test_another_title_or_author_is_a_change(office, once, what):
    twice = signed(office, once, 2, "vice", **what)
    assert examine(twice, office.trust, at=AT).verdict == Verdict.CHANGED
