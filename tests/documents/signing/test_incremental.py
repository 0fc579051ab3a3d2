"""Whatever is added or changed, an update leaves every byte before it, and others read what was written."""

import io

import pikepdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pikepdf import Dictionary, Name, Object

from documents.signing.incremental import IncrementalUpdate, text
from documents.signing.updates import updates

names = some.text("ABCabc019", min_size=1, max_size=8).map("/X{}".format)
# A name, a number, a text in any letters, a list of them.
values = some.recursive(
    names
    | some.integers(-(2**31), 2**31 - 1).map(str)
    | some.text("aZ đỄ()\\<>/%\n\r𠀀", max_size=12).map(text),
    lambda inner: some.lists(inner, max_size=4).map(lambda each: f"[{' '.join(each)}]"),
    max_leaves=5,
)
bodies = some.dictionaries(names, values, max_size=3)
streams = some.tuples(bodies, some.binary(max_size=120))
rounds = some.lists(
    some.tuples(some.lists(bodies, max_size=3), some.lists(streams, max_size=2), bodies),
    min_size=1,
    max_size=3,
)


# How fast a machine is proves nothing.
unhurried = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(entries):
    return " ".join(f"{name} {value}" for name, value in entries.items())


def paper(pages, generate):
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    mode = "generate" if generate else "disable"
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode[mode], static_id=True)
    return out.getvalue()


def same(read, entries):
    return all(read[name] == Object.parse(value.encode()) for name, value in entries.items())


@unhurried
@given(rounds, some.integers(1, 3), some.booleans(), some.booleans())
def test_others_read_what_was_written_and_find_the_rest_as_it_was(rounds, pages, generate, bare):
    pdf = paper(pages, generate)
    pdf = pdf.rstrip(b"\n") if bare else pdf
    expected, root = {}, {}
    for added, more, changed in rounds:
        update = IncrementalUpdate(pdf)
        for entries in added:
            reference, _place = update.add(f"<< {written(entries)} >>".encode())
            expected[int(reference.split()[0])] = (entries, None)
        for entries, content in more:
            reference = update.add_stream(written(entries), content)
            expected[int(reference.split()[0])] = (entries, content)
        root |= changed
        update.change(update.paper.Root, changed)
        after = bytes(update.finish())
        assert after.startswith(pdf)
        pdf = after
    with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as read:
        assert len(read.pages) == pages
        assert read.Root.Type == Name.Catalog
        assert same(read.Root, root)
        for number, (entries, content) in expected.items():
            thing = read.get_object(number, 0)
            assert same(thing, entries)
            assert isinstance(thing, Dictionary) or thing.read_raw_bytes() == content
        assert not read.check_pdf_syntax()


@unhurried
@given(rounds)
def test_our_own_reader_finds_each_update_and_no_gap(rounds):
    pdf = paper(1, generate=True)
    lengths = [len(pdf)]
    for added, more, changed in rounds:
        update = IncrementalUpdate(pdf)
        for entries in added:
            update.add(f"<< {written(entries)} >>".encode())
        for entries, content in more:
            update.add_stream(written(entries), content)
        update.change(update.paper.Root, changed)
        pdf = bytes(update.finish())
        lengths.append(len(pdf))
    found = updates(pdf)
    assert [one.end for one in found] == lengths[1:]
    assert [one.start for one in found] == lengths[:-1]
    assert [len(one.objects) for one in found] == [len(a) + len(m) + 1 for a, m, _changed in rounds]
