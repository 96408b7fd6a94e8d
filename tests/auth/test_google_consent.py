"""The consent page's address: what is asked of Google, and that nothing in it is worth anything to others (O01, O05, O17 to O20)."""

from __future__ import annotations

import ast
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from calsync_desktop.auth.google.consent import EVENTS, LIST, Consent, Question, consent, missing
from calsync_desktop.auth.google.endpoints import SETTINGS, Endpoints, endpoints
from calsync_desktop.auth.google.registration import Registration, read_registration, registration
from calsync_desktop.core.errors import Usage
from tests.auth.google_tokens import CLIENT

PACKAGE = Path(__file__).parents[2] / "calsync_desktop"
BACK = "http://127.0.0.1:49152/random"


def made(hint: str = "", again: bool = True, where: Endpoints | None = None) -> Consent:
    return consent(CLIENT, where or Endpoints(), Question(BACK, "state", "nonce", hint, again))


def words(page: Consent) -> dict[str, str]:
    asked = parse_qs(urlsplit(page.url).query, strict_parsing=True)
    assert all(len(values) == 1 for values in asked.values())
    return {name: values[0] for name, values in asked.items()}


def test_o19_exactly_what_is_needed_is_asked_for() -> None:
    asked = words(made(hint="ana@example.org"))
    challenge = asked.pop("code_challenge")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge)
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT.id,
        "redirect_uri": BACK,
        "scope": f"openid email {EVENTS} {LIST}",
        "state": "state",
        "nonce": "nonce",
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
        "login_hint": "ana@example.org",
    }


def test_somebody_who_is_signed_in_is_not_asked_again_what_they_agreed_to() -> None:
    assert "prompt" not in words(made(again=False))
    assert "login_hint" not in words(made())


def test_o05_each_attempt_has_a_verifier_of_its_own_that_only_its_hash_betrays() -> None:
    first, second = made(), made()
    assert first.verifier != second.verifier
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", first.verifier)
    digest = urlsafe_b64encode(sha256(first.verifier.encode()).digest()).decode().rstrip("=")
    assert words(first)["code_challenge"] == digest


def test_o17_neither_verifier_nor_secret_is_in_the_address_or_in_a_text_of_ours() -> None:
    page = made()
    for secret in (page.verifier, CLIENT.secret):
        assert secret not in page.url
        assert secret not in repr((page, CLIENT, Question(BACK, "state", "nonce")))


def test_google_is_asked_at_its_own_address() -> None:
    assert made().url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")


def test_another_server_of_the_protocol_is_asked_where_it_is() -> None:
    assert made(where=Endpoints(auth="http://127.0.0.1:8080/auth?x=1")).url.startswith(
        "http://127.0.0.1:8080/auth?x=1&"
    )


@pytest.mark.parametrize(
    ("granted", "lacks"),
    [
        ({EVENTS, LIST}, ()),
        ({"https://www.googleapis.com/auth/calendar"}, ()),
        ({EVENTS, "https://www.googleapis.com/auth/calendar.readonly"}, ()),
        ({EVENTS}, (LIST,)),
        ({LIST, "openid"}, (EVENTS,)),
        ({"openid", "email"}, (EVENTS, LIST)),
    ],
)
def test_o12_boxes_that_were_not_ticked_are_noticed(granted: set[str], lacks: tuple[str, ...]) -> None:
    assert missing(frozenset(granted)) == lacks


def test_o18_the_addresses_are_googles_own_unless_the_environment_says_otherwise() -> None:
    google = (".google.com", ".googleapis.com")
    pinned = endpoints({})
    hosts = [urlsplit(getattr(pinned, name)).hostname or "" for name in SETTINGS]
    assert all(host.endswith(google) for host in hosts)
    assert endpoints({"CALSYNC_GOOGLE_API": "https://gateway.example.com/v3/"}).api == "https://gateway.example.com/v3"


@pytest.mark.parametrize(
    "url", ["http://localhost:1/x", "http://127.0.0.1:1", "http://[::1]:1/", "https://gateway.example.com/x"]
)
def test_an_endpoint_is_encrypted_or_on_this_computer(url: str) -> None:
    assert endpoints({"CALSYNC_GOOGLE_TOKEN_URI": url}).token == url


@pytest.mark.parametrize(
    "url",
    [
        "http://gateway.example.com/",
        "http://192.168.1.4/",
        "http://127.0.0.1.example.com/",
        "ftp://x/",
        "x",
        "https://a:b@x.com/",
    ],
)
@pytest.mark.parametrize("name", SETTINGS.values())
def test_any_other_endpoint_is_refused_by_name(name: str, url: str) -> None:
    with pytest.raises(Usage, match=name):
        endpoints({name: url})


def test_the_environments_client_comes_first_then_the_profiles_own() -> None:
    own = {"client_id": "own", "client_secret": "s"}
    assert registration({}, own) == Registration("own", "s")
    assert registration({"GOOGLE_CALENDAR_CLIENT_ID": " env "}, own) == Registration("env", "")
    with pytest.raises(Usage, match="client id"):
        registration({"GOOGLE_CALENDAR_CLIENT_ID": ""}, None)


def test_the_file_of_googles_console_is_understood() -> None:
    text = '{"installed": {"client_id": "a.apps.googleusercontent.com", "client_secret": "s", "redirect_uris": []}}'
    assert read_registration({"json": text}) == Registration("a.apps.googleusercontent.com", "s")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"json": '{"web": {"client_id": "a"}}'}, "Web application"),
        ({"json": '{"type": "service_account"}'}, "service account"),
        ({"json": "[1]"}, "not the file"),
        ({"json": "<html>"}, "not the file"),
        ({"json": "[" * 100_000}, "not the file"),
        ({"client_id": " "}, "not a client id"),
        ({"client_id": "a b"}, "not a client id"),
        ({"client_secret": "s"}, "not a client id"),
    ],
)
def test_another_kind_of_client_is_called_by_its_name(words: dict[str, str], says: str) -> None:
    with pytest.raises(Usage, match=says):
        read_registration(words)


def names_in(file: Path) -> set[str]:
    """Everything that is imported or said in a module, documentation apart."""
    tree = ast.parse(file.read_text("utf-8"))
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    imported = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    }
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return said | imported | modules


def test_o01_and_o20_no_web_view_no_code_to_type_and_no_other_flow_anywhere() -> None:
    rooms = [file for file in PACKAGE.rglob("*.py") if "sandbox" not in file.parts]
    unwelcome = re.compile(
        r"QtWebEngine|QtWebView|oauth:2\.0:oob|device_code|grant-type:device|code_challenge_method=plain"
    )
    assert [(file.name, name) for file in rooms for name in names_in(file) if unwelcome.search(name)] == []
