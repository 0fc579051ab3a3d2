"""The signing room has no circle of imports, those for type checkers included."""

from graphlib import TopologicalSorter

import grimp


def test_no_module_of_the_signing_room_needs_itself():
    graph = grimp.build_graph("documents", exclude_type_checking_imports=False, cache_dir=None)
    room = {name for name in graph.modules if name.startswith("documents.signing")}
    assert len(room) > 40
    needs = {name: graph.find_modules_directly_imported_by(name) & room for name in room}
    TopologicalSorter(needs).prepare()
