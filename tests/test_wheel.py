"""What is built holds everything that runs: the type marker, the migrations and the resources."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from calsync_desktop import __version__, resource

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    return zipfile.ZipFile(next(place.glob("*.whl")))


def test_the_wheel_holds_every_module_and_what_alembic_reads(wheel: zipfile.ZipFile) -> None:
    packaged = set(wheel.namelist())
    sources = (
        file for file in (ROOT / "calsync_desktop").rglob("*") if file.is_file() and "__pycache__" not in file.parts
    )
    assert [name for name in (str(file.relative_to(ROOT)) for file in sources) if name not in packaged] == []


def test_the_wheel_holds_the_resources_where_they_are_looked_for(wheel: zipfile.ZipFile) -> None:
    assert "calsync_desktop/resources/icons/org.calsync.Desktop.svg" in wheel.namelist()
    assert not any(name.startswith(("tests/", "packaging/", "resources/")) for name in wheel.namelist())


def test_the_wheel_brings_both_commands_and_our_version(wheel: zipfile.ZipFile) -> None:
    commands = wheel.read(f"calsync_desktop-{__version__}.dist-info/entry_points.txt").decode()
    assert "calsync = calsync_desktop.cli:main" in commands
    assert "calsync-desktop = calsync_desktop.cli:window" in commands


def test_a_checkout_finds_its_resources() -> None:
    assert resource("icons/org.calsync.Desktop.svg").read_text("utf-8").startswith("<svg")
