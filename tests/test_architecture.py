"""The house keeps its plan: who may know whom, how large a room may grow, and that nothing leaks in or out."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "calsync_desktop"
MODULES = sorted(PACKAGE.rglob("*.py"))

ROOMS = {"core", "wire", "store", "auth", "providers", "sync", "ui", "sandbox", "door", "app", "cli", "clock"}

# Which rooms a room may import beside itself. "" is the package itself: its version and its resources.
DOORS: dict[str, set[str]] = {
    "": set(),
    "__main__": {"cli"},
    "core": set(),
    "wire": {"", "core"},
    "store": {"", "core"},
    "auth": {"", "core", "wire"},
    "providers": {"", "core", "wire"},
    "sync": {"", "core", "store"},
    "ui": {"", "core", "sync", "store"},
    "sandbox": set(),
    "door": {"", "core"},
    "clock": set(),
    "app": {"", *ROOMS},
    "cli": {"", "app"},
}

QT = {"PySide6", "shiboken6", "qasync"}
HTTP = {"httpx", "httpcore", "requests", "aiohttp", "urllib.request", "http.client"}
SQL = {"sqlalchemy", "alembic", "sqlite3"}
IO = {"asyncio", "socket", "ssl", "subprocess", "multiprocessing", "threading", "selectors", "signal", "os", "pathlib"}
IO |= {"io", "tempfile", "shutil", "keyring", "filelock", "platformdirs", "tzlocal", "click", "logging", "structlog"}

# What of others a room never imports: Qt is spoken in ui only, HTTP at the wire, SQL in the store.
NEVER: dict[str, set[str]] = {
    "": QT | HTTP | SQL,
    "__main__": QT | HTTP | SQL,
    "core": QT | HTTP | SQL | IO,
    "wire": QT | SQL,
    "store": QT | HTTP,
    "auth": QT | SQL,
    "providers": QT | SQL,
    "sync": QT | HTTP,
    "ui": HTTP | {"sqlalchemy", "alembic", "keyring"},
    "sandbox": QT,
    "door": QT | HTTP | SQL,
    "clock": QT | HTTP | SQL,
    "app": QT,
    "cli": QT | HTTP | SQL,
}

LONGEST_FILE = 300
LONGEST_FUNCTION = 50
LONG_FUNCTION = 30
MEDIAN_FUNCTION = 8

# Written in two halves, so that this file does not hold what it looks for.
UNWELCOME: tuple[str, ...] = (
    "py" + "pi.org",
    "python" + "hosted",
    "conda" + ".anaconda",
    "/work" + "/main",
    "/work" + "/shared",
)
UNWELCOME += ("/root" + "/.", ".." + "/shared", "farm" + "-studio", "farm" + "-bench")


def room_of(module: str) -> str:
    """The room of a dotted name that starts with the package: `calsync_desktop.core.when` lives in `core`."""
    return [*module.split("."), ""][1]


def name_of(file: Path) -> str:
    """The dotted name of a module of the package."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Every name that is imported anywhere in `tree`: in functions, under TYPE_CHECKING, or by `import_module("…")`.

    `from a.b import c` gives `a.b.c`, because c may be a module.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.ImportFrom():
                yield "a relative import"
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Constant(value=str(name))]):
                yield from [name] if called in {"import_module", "__import__"} else []


def belongs_to(name: str, families: set[str]) -> bool:
    return any(name == family or name.startswith(f"{family}.") for family in families)


def closed_doors(module: str, source: str) -> list[str]:
    """What `module` imports although the plan forbids it."""
    room = room_of(module)
    return [name for name in imported_names(ast.parse(source)) if not may_import(module, room, name)]


def may_import(module: str, room: str, name: str) -> bool:
    if name == "a relative import" or belongs_to(name, NEVER[room]):
        return False
    if not belongs_to(name, {PACKAGE.name}):
        return True
    wanted = room_of(name)
    wanted = wanted if wanted in ROOMS or wanted == "__main__" else ""
    if room == wanted == "providers":
        return not are_strangers(module, name)
    return wanted == room or wanted in DOORS[room]


def are_strangers(module: str, name: str) -> bool:
    """Two providers never know each other, and what they share in `providers` itself knows none of them."""
    shared = {"", *(file.stem for file in (PACKAGE / "providers").glob("*.py"))}
    mine, theirs = ((*dotted.split("."), "", "")[2] for dotted in (module, name))
    return theirs not in shared and mine != theirs


def functions_of(file: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with its length in lines, signature and docstring included."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{file.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def tracked_files() -> list[Path]:
    """The files that a clone would hold; without git, what looks like them."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    rooms = (ROOT / name for name in ("calsync_desktop", "tests", "packaging", "resources"))
    return [file for file in [*ROOT.glob("*"), *(file for room in rooms for file in room.rglob("*"))] if file.is_file()]


def text_of(file: Path) -> str:
    """Its text, or nothing for a picture."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_module_goes_through_open_doors_only(file: Path) -> None:
    assert room_of(name_of(file)) in DOORS, "a new room needs a row in the table of doors"
    assert closed_doors(name_of(file), file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.when", "import httpx"),
        ("core.when", "def late():\n    import sqlite3"),
        ("core.when", "if TYPE_CHECKING:\n    from calsync_desktop.store import tables"),
        ("core.when", "import calsync_desktop"),
        ("sync.engine", "from calsync_desktop import ui"),
        ("sync.engine", "import_module('calsync_desktop.providers.caldav')"),
        ("sync.engine", "from PySide6.QtCore import QThread"),
        ("sandbox.server", "from calsync_desktop import __version__"),
        ("sandbox.server", "from calsync_desktop.core import when"),
        ("cli.sync", "from calsync_desktop.core.errors import Offline"),
        ("app", "import qasync"),
        ("providers.google.client", "from calsync_desktop.providers.caldav import mapping"),
        ("providers", "from calsync_desktop.providers.caldav import mapping"),
        ("store.tables", "from . import schema"),
    ],
)
def test_a_closed_door_is_seen(module: str, source: str) -> None:
    assert closed_doors(f"calsync_desktop.{module}", source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.when", "from calsync_desktop.core import zones\nimport dateutil.rrule, icalendar"),
        ("sync.engine", "from calsync_desktop.core import merge\nimport asyncio"),
        ("cli.sync", "from calsync_desktop import __version__, app\nimport click"),
        ("providers.google.client", "from calsync_desktop.providers.google import mapping\nimport httpx"),
        ("ui.bridge", "from PySide6.QtCore import QThread\nimport qasync"),
    ],
)
def test_an_open_door_is_open(module: str, source: str) -> None:
    assert closed_doors(f"calsync_desktop.{module}", source) == []


COMPOSITION_ROOT = [file for file in MODULES if room_of(name_of(file)) == "app"]


def test_only_functions_of_the_composition_root_import_the_window() -> None:
    assert COMPOSITION_ROOT
    for tree in [ast.parse(file.read_text("utf-8")) for file in COMPOSITION_ROOT]:
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
            function.body = [ast.Pass()]
        assert [name for name in imported_names(tree) if belongs_to(name, {"calsync_desktop.ui"})] == []


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_module_opens_with_a_sentence(file: Path) -> None:
    source = file.read_text("utf-8")
    opening = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")[0]
    assert not source.strip() or re.fullmatch(r"\S.{15,}[.?!]", opening, re.DOTALL), f"opens with: {opening!r}"


@pytest.mark.parametrize("file", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=lambda file: file.name)
def test_a_file_fits_the_eye(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_functions_are_short() -> None:
    lengths = sorted((length, where) for file in MODULES for where, length in functions_of(file))
    counts = [length for length, _ in lengths]
    long = [where for length, where in lengths if length > LONG_FUNCTION]
    assert [where for length, where in lengths if length > LONGEST_FUNCTION] == []
    assert len(long) <= 0.05 * len(counts), f"more than 5 % are longer than {LONG_FUNCTION} lines: {long}"
    assert median(counts) <= MEDIAN_FUNCTION


HARMLESS_VERBS = """
import sys
import calsync_desktop.app
from calsync_desktop.cli import main

for words in (["connections", "--json"], ["status", "--json"], ["agenda", "--json"]):
    sys.argv = ["calsync", *words]
    try:
        main()
    except SystemExit as end:
        assert end.code in (0, None), (words, end.code)
print(sorted({name.split(".")[0] for name in sys.modules} & {"PySide6", "shiboken6", "qasync"}), file=sys.stderr)
"""


def test_headless_never_loads_qt(tmp_path: Path) -> None:
    environment = {**os.environ, "CALSYNC_DATA_DIR": str(tmp_path), "CALSYNC_VAULT_PASSPHRASE": "a passphrase"}
    command = [sys.executable, "-c", HARMLESS_VERBS]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.splitlines()[-1] == "[]"


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    texts = {str(file.relative_to(ROOT)): text_of(file) for file in tracked_files()}
    assert [(file, word) for file, text in texts.items() for word in UNWELCOME if word in text] == []
