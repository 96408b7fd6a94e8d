"""A password goes out in the form that the server understands, and only as often as it must."""

from __future__ import annotations

from base64 import b64decode

import httpx
import pytest

from calsync_desktop.auth.basic import PasswordAuth, digest_only

DIGEST = 'Digest realm="dav", nonce="n1", qop="auth", algorithm=MD5'


class Server:
    """Wants what ``challenges`` say and remembers what it was shown."""

    def __init__(self, *challenges: str) -> None:
        self.challenges = challenges
        self.shown: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        shown = request.headers.get("authorization", "")
        self.shown.append(shown.partition(" ")[0])
        wants = "Digest" if digest_only(list(self.challenges)) else "Basic"
        if shown.startswith(wants):
            return httpx.Response(207)
        return httpx.Response(401, headers=[("WWW-Authenticate", each) for each in self.challenges])


def talk(server: Server, times: int = 2) -> list[int]:
    with httpx.Client(transport=httpx.MockTransport(server), auth=PasswordAuth("änna", "öpen")) as http:
        return [http.request("PROPFIND", "https://dav.example/").status_code for _ in range(times)]


def test_basic_is_sent_with_the_first_request() -> None:
    server = Server('Basic realm="dav"')
    assert talk(server) == [207, 207]
    assert server.shown == ["Basic", "Basic"]


def test_name_and_password_are_utf8() -> None:
    (header,) = [
        each.headers["authorization"]
        for each in [next(PasswordAuth("änna", "öpen").auth_flow(httpx.Request("GET", "https://x/")))]
    ]
    assert b64decode(header.removeprefix("Basic ")).decode() == "änna:öpen"


def test_digest_takes_over_where_it_is_all_there_is() -> None:
    server = Server(DIGEST)
    assert talk(server) == [207, 207]
    assert server.shown == ["Basic", "", "Digest", "Digest"]


@pytest.mark.parametrize(
    ("challenges", "only"),
    [
        ([DIGEST], True),
        (['Basic realm="a"'], False),
        ([DIGEST, 'Basic realm="a"'], False),
        ([f'Basic realm="a", {DIGEST}'], False),
        (['x-mobileme-authtoken realm="a"', 'Basic realm="a"'], False),
        (["Bearer"], False),
        ([], False),
    ],
)
def test_basic_is_kept_wherever_it_is_offered(challenges: list[str], only: bool) -> None:
    assert digest_only(challenges) is only


def test_a_wrong_password_is_not_tried_for_ever() -> None:
    shown: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        shown.append(request.headers.get("authorization", "").partition(" ")[0])
        return httpx.Response(401, headers={"WWW-Authenticate": DIGEST})

    with httpx.Client(transport=httpx.MockTransport(server), auth=PasswordAuth("a", "b")) as http:
        assert http.get("https://dav.example/").status_code == 401
    assert len(shown) <= 3
