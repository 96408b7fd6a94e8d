"""Google's own clients (google-api-python-client, gcsa, google-auth-oauthlib) take the sandbox for Google."""

import ast
import json
import subprocess
from pathlib import Path

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, addresses
from tests.sandbox.google.api import ANA, NOW
from tests.sandbox.google.discovery import need_peers
from tests.servers import on_socket

PROGRAM = Path(__file__).parent / "peers" / "clients.py"


def stories() -> list[str]:
    """The names in the program's table; it cannot be imported here, because the peers live elsewhere."""
    for node in ast.parse(PROGRAM.read_text("utf-8")).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "STORIES":
            assert isinstance(node.value, ast.Tuple)
            return [each.id for each in node.value.elts if isinstance(each, ast.Name)]
    raise AssertionError("the program has no table of stories")


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What each story said, all in one run of the program: "" when it went well."""
    python = need_peers()
    google = GoogleSandbox(clock=lambda: NOW)
    google.add_account(ANA, name="Ana Ruiz")
    work, client = google.add_calendar("Work", owner=ANA), google.registry.client
    with on_socket(google) as url:
        at = addresses(url.rstrip("/")) | {"client_id": client.id, "client_secret": client.secret}
        at |= {"access_token": google.bearer(ANA), "calendar": work}
        command = [str(python), "-I", str(PROGRAM), json.dumps(at)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, str] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("story", stories())
def test_a_client_of_googles_is_content_with(story: str, told: dict[str, str]) -> None:
    assert told[story] == ""
