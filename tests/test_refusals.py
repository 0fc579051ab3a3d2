"""Has everything that a person can be refused a code, and each code one meaning?"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from people.refusals import NotYours, Problem, Refusal, RefusalMiddleware

ROOMS = [Path(__file__).parents[1] / room for room in ("people", "workflows", "documents")]
WORDS = {"_", "gettext", "ngettext"}


def kinds(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Each kind of refusal in the three rooms."""
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


NAMED = {kind.__name__: kind for kind in (Refusal, *kinds())}
OF_CLASSES = {name: kind.code for name, kind in NAMED.items() if kind.code}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in room.rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path), ast.parse(path.read_text(encoding="utf-8"))


def places() -> Iterator[tuple[str, str, ast.expr, str]]:
    """Where a refusal or a problem is made: the place, its class, what it says, and its code."""
    for path, module in sources():
        said = {
            (node.targets[0].id, node.lineno): node.value
            for node in ast.walk(module)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(module):
            name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in {*NAMED, "Problem"} and node.args:
                first, code = node.args[0], node.args[1] if len(node.args) > 1 else None
                before = [at for at in said if at == (ast.unparse(first), at[1])]
                nearest = max((at for at in before if at[1] < node.lineno), default=None)
                words = said[nearest] if nearest else first
                yield f"{path}:{node.lineno}", name, words, ast.unparse(code) if code else ""


def sentence_in(words: ast.expr) -> str:
    for node in ast.walk(words):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WORDS:
            return ast.unparse(node.args[0])
    return ""


def test_whatever_is_said_to_a_person_has_a_code() -> None:
    nameless = {
        place
        for place, name, words, code in places()
        if sentence_in(words) and not code and name not in OF_CLASSES
    }
    assert not nameless
    assert len(list(places())) > 150, "nothing is looked at"


def test_a_code_has_one_sentence_and_a_sentence_one_code() -> None:
    codes, sentences = defaultdict(set), defaultdict(set)
    for _place, name, words, code in places():
        sentence = sentence_in(words)
        if sentence and code.startswith("'") and name not in OF_CLASSES:
            codes[code].add(sentence)
            sentences[sentence].add(code)
    assert not {code: said for code, said in codes.items() if len(said) > 1}
    assert not {said: known for said, known in sentences.items() if len(known) > 1}
    assert not {ast.literal_eval(code) for code in codes} & set(OF_CLASSES.values())


def test_no_two_kinds_of_refusal_share_a_code() -> None:
    own = Counter(kind.code for kind in NAMED.values() if "code" in vars(kind) and kind.code)
    assert own
    assert max(own.values()) == 1


def test_codes_are_words() -> None:
    literal = [code for *_rest, code in places() if code.startswith("'")]
    for code in (*OF_CLASSES.values(), *map(ast.literal_eval, literal)):
        assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", code)


def test_a_refusal_tells_its_problems_and_where_to_mend_them() -> None:
    refusal = Refusal(["Một.", Problem("Hai.", "second", "lesson")], "first", "pin")
    assert str(refusal) == "Một. Hai."
    assert [(one.code, one.field) for one in refusal.problems] == [
        ("first", "pin"),
        ("second", "lesson"),
    ]
    assert [error.code for error in refusal.as_error().error_list] == ["first", "second"]
    assert {one.field for one in refusal.at("file").problems} == {"file"}


def test_what_no_form_shows_is_a_page_with_its_status_and_its_code(rf) -> None:
    request = rf.get("/")
    answer = RefusalMiddleware(lambda _request: None).process_exception(request, NotYours("Không."))
    assert answer.status_code == 403
    assert 'data-code="not_yours"' in answer.content.decode()
    assert RefusalMiddleware(lambda _: None).process_exception(request, KeyError()) is None
