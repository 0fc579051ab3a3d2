"""Which modules of this house do these import, and which do those?"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


def needed_by(entries: Iterable[str], root: Path) -> set[Path]:
    """The files below `root`; what is imported for type checkers alone is not among them."""
    waiting, files = list(entries), set[Path]()
    while waiting:
        file = _file_of(waiting.pop(), root)
        if file and file not in files:
            files.add(file)
            waiting += _imported(ast.parse(file.read_text(encoding="utf-8")), root)
    return files


def _file_of(name: str, root: Path) -> Path | None:
    """Of a module, or of a package that has something to say itself."""
    path = root.joinpath(*name.split("."))
    files = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in files if file.exists()), None)


def _imported(tree: ast.AST, root: Path) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                inside = f"{node.module}.{each.name}"
                yield inside if _file_of(inside, root) else node.module
        yield from _imported(node, root)
