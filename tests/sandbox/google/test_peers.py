"""Google's own clients (google-api-python-client, gcsa, google-auth-oauthlib) take the sandbox for Google."""

import ast
import json
import subprocess
from pathlib import Path

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, addresses, hand
from tests.sandbox.google.api import ANA, NOW, meeting
from tests.sandbox.google.discovery import need_peers
from tests.servers import on_socket

PROGRAMS = [Path(__file__).parent / "peers" / name for name in ("clients.py", "sign_in.py")]


def stories(program: Path) -> list[str]:
    """The names in the program's table; it cannot be imported here, because the peers live elsewhere."""
    for node in ast.parse(program.read_text("utf-8")).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "STORIES":
            assert isinstance(node.value, ast.Tuple)
            return [each.id for each in node.value.elts if isinstance(each, ast.Name)]
    raise AssertionError("the program has no table of stories")


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What each story said, all in one run of each program: "" when it went well."""
    python = need_peers()
    google = GoogleSandbox(clock=lambda: NOW)
    google.add_account(ANA, name="Ana Ruiz")
    work, large = (google.add_calendar(name, owner=ANA) for name in ("Work", "Large"))
    for n in range(10_000):
        hand.put(google, large, meeting(f"Tea {n}"))
    client, found = google.registry.client, dict[str, str]()
    with on_socket(google) as url:
        at = addresses(url.rstrip("/")) | {"client_id": client.id, "client_secret": client.secret}
        at |= {"access_token": google.bearer(ANA), "calendar": work, "large": large}
        for program in PROGRAMS:
            command = [str(python), "-I", str(program), json.dumps(at)]
            ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
            assert ended.returncode == 0, ended.stderr
            found |= json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("story", [story for program in PROGRAMS for story in stories(program)])
def test_a_client_of_googles_is_content_with(story: str, told: dict[str, str]) -> None:
    assert told[story] == ""
