"""The rules of the house, held against the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import REPO

PACKAGES = ("assistant", "ingest", "prompts", "commands")
FACES = ("app.py", "cli.py")
SOURCES = sorted(path for package in PACKAGES for path in (REPO / package).rglob("*.py")) + [
    REPO / face for face in FACES
]


def name_of(path: Path) -> str:
    parts = path.relative_to(REPO).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """The absolute names of the modules that a file imports, wherever in the file."""
    package = name_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def who_imports(name: str) -> set[str]:
    return {
        path.relative_to(REPO).as_posix()
        for path in SOURCES
        if any(module == name or module.startswith(f"{name}.") for module in imports(path))
    }


def test_the_reading_of_imports_sees_them_all() -> None:
    assert "assistant.library.library.Library" in set(
        imports(REPO / "assistant" / "library" / "__init__.py")
    )
    assert "assistant.datamodels.Article" in set(
        imports(REPO / "ingest" / "cleaning" / "articles.py")
    )
    assert "assistant.assistant.Assistant" in set(imports(REPO / "assistant" / "__init__.py"))


def test_the_assistant_never_imports_ingestion() -> None:
    assert not {path for path in who_imports("ingest") if path.startswith("assistant")}


# The rooms of the two packages in the order in which a question and a page walk through them. A
# module imports from its own room and from those above it here; rooms of one line do not know
# each other.
ROOMS = {
    "assistant": [
        "errors",
        "text",
        "datamodels",
        "settings",
        "models",
        "library",
        "asking",
        "finding",
        "answering",
        "interop",
        "assistant",
        "doors",
        "evaluation ui",
    ],
    "ingest": [
        "reporting",
        "pages",
        "cleaning",
        "splitting duplicates",
        "preparing",
        "workers repeats naming",
        "intake",
        "pipeline",
        "watching",
    ],
    "commands": [
        "options printing bars",
        "conduct",
        "admitting articles asking briefing checking evaluating ingesting",
        "searching serving verifying",
    ],
}
RANKS = {
    f"{package}.{room}": rank
    for package, rooms in ROOMS.items()
    for rank, line in enumerate(rooms)
    for room in line.split()
}


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parent != REPO], ids=name_of)
def test_a_room_imports_only_from_rooms_that_come_before_it(path: Path) -> None:
    own = room_of(name_of(path))
    if own not in RANKS:  # the face of a package, which offers what its rooms hold
        assert path.name == "__init__.py"
        return
    others = {room_of(module) for module in imports(path)} & RANKS.keys() - {own}
    same_package = {other for other in others if other.split(".")[0] == own.split(".")[0]}

    assert {other for other in same_package if RANKS[other] >= RANKS[own]} == set()


def test_every_room_has_its_place() -> None:
    assert RANKS.keys() == {
        room_of(name_of(path))
        for package in ROOMS
        for path in (REPO / package).rglob("*.py")
        if path.parent != REPO / package or path.name != "__init__.py"
    }


def test_only_the_faces_know_both_packages() -> None:
    both = who_imports("ingest") & who_imports("assistant")

    assert {path for path in both if not path.startswith(("ingest/", "commands/"))} <= set(FACES)
    assert {
        path for path in who_imports("ingest") if not path.startswith(("ingest/", "commands/"))
    } <= set(FACES)


def test_only_the_faces_know_the_commands() -> None:
    assert {path for path in who_imports("commands") if not path.startswith("commands/")} == {
        "cli.py"
    }


def test_commands_print_by_one_module_alone() -> None:
    """It takes out what would steer a terminal."""
    printing = [
        path.name
        for path in SOURCES
        if path.parent.name == "commands"
        and re.search(r"click\.s?echo|\bprint\(", path.read_text("utf-8"))
    ]
    assert printing == ["printing.py"]


def test_only_the_app_knows_the_chat_window() -> None:
    assert {
        path for path in who_imports("assistant.ui") if not path.startswith("assistant/ui/")
    } == {"app.py"}


def test_chroma_tantivy_and_sqlite_stay_in_their_modules() -> None:
    assert who_imports("chromadb") == {
        "assistant/library/chroma.py",
        "assistant/library/vectors.py",
    }
    assert who_imports("tantivy") == {"assistant/library/words.py"}
    assert who_imports("sqlite3") == {"assistant/library/database.py"}


def bound_by(tree: ast.Module) -> set[str]:
    """The names that a module's own statements bind, imports included."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


MODULES = set(map(name_of, SOURCES))
IMPORTED = {name for path in SOURCES for name in imports(path)} - MODULES


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_says_what_is_public(path: Path) -> None:
    tree, module = ast.parse(path.read_text("utf-8")), name_of(path)
    stated = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    bound = bound_by(tree)
    wanted = {name for name in bound if f"{module}.{name}" in IMPORTED}
    if path.name == "__init__.py":  # the face of a room offers what it gathers
        gathered = {name for name in imports(path) if name.startswith(module)} - MODULES
        wanted |= {name.rsplit(".", 1)[1] for name in gathered}

    assert len(stated) <= 1
    assert wanted - set(*stated) == set()
    assert set(*stated) - bound == set()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_and_what_it_offers_are_explained(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    offered = [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]

    assert ast.get_docstring(tree)
    assert [node.name for node in offered if not ast.get_docstring(node)] == []


def test_nothing_is_called_utils() -> None:
    assert [path for path in SOURCES if path.stem in ("utils", "helpers", "common", "misc")] == []


def test_no_file_is_a_world_of_its_own() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}

    assert {name: lines for name, lines in lengths.items() if lines > 350} == {}


def test_every_function_fits_a_screen() -> None:
    lengths = {
        f"{name_of(path)}.{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: lines for name, lines in lengths.items() if lines > 60} == {}
