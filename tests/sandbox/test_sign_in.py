"""Sign-in: Basic and Digest, as the server is set."""

import httpx
import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks, User
from calsync_desktop.sandbox.caldav.quirks import SignInKind
from tests.servers import LossyTransport


async def status(sandbox: CalDavSandbox, auth: httpx.Auth | None) -> httpx.Response:
    transport = LossyTransport(sandbox)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test", auth=auth) as client:
        return await client.request("PROPFIND", "/calendars/ana/", headers={"Depth": "0"})


BASIC = httpx.BasicAuth("ana", "secret-ana")
DIGEST = httpx.DigestAuth("ana", "secret-ana")


@pytest.mark.parametrize(
    ("kind", "auth", "expected"),
    [
        ("basic", BASIC, 207),
        ("basic", DIGEST, 401),
        ("digest", BASIC, 401),
        ("digest", DIGEST, 207),
        ("both", BASIC, 207),
        ("both", DIGEST, 207),
        ("none", None, 207),
        ("basic", None, 401),
        ("basic", httpx.BasicAuth("ana", "wrong"), 401),
        ("basic", httpx.BasicAuth("bob", "secret-ana"), 401),
        ("digest", httpx.DigestAuth("ana", "wrong"), 401),
    ],
)
async def test_only_the_right_credentials_of_an_offered_kind_open_the_door(
    sandbox: CalDavSandbox, kind: SignInKind, auth: httpx.Auth | None, expected: int
) -> None:
    sandbox.quirks = Quirks(sign_in=kind)
    assert (await status(sandbox, auth)).status_code == expected


async def test_the_challenge_names_every_way_in(sandbox: CalDavSandbox) -> None:
    sandbox.quirks = Quirks(sign_in="both")
    schemes = [each.split()[0] for each in (await status(sandbox, None)).headers.get_list("www-authenticate")]
    assert schemes == ["Digest", "Basic"]


async def test_a_digest_is_worth_nothing_once_its_nonce_is_forgotten(sandbox: CalDavSandbox) -> None:
    sandbox.quirks = Quirks(sign_in="digest")
    signed = (await status(sandbox, httpx.DigestAuth("ana", "secret-ana"))).request.headers["authorization"]
    seen = []
    async with httpx.AsyncClient(transport=LossyTransport(sandbox), base_url="http://sandbox.test") as client:
        for _ in range(2):
            headers = {"Authorization": signed, "Depth": "0"}
            seen.append((await client.request("PROPFIND", "/calendars/ana/", headers=headers)).status_code)
            sandbox.nonces.clear()
    assert seen == [207, 401]


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Bearer abc", "Basic ///="])
async def test_a_malformed_header_is_only_a_401(sandbox: CalDavSandbox, header: str) -> None:
    async with httpx.AsyncClient(transport=LossyTransport(sandbox), base_url="http://sandbox.test") as client:
        answer = await client.request("PROPFIND", "/", headers={"Authorization": header, "Depth": "0"})
    assert answer.status_code == 401


async def test_each_user_has_a_house_of_its_own() -> None:
    bob = User("bob", "secret-bob", ("mailto:bob@example.org",), "Bob")
    sandbox = CalDavSandbox(users=(User(), bob))
    for kind, auth in (("basic", httpx.BasicAuth), ("digest", httpx.DigestAuth)):
        sandbox.quirks = Quirks(sign_in=kind)  # type: ignore[arg-type]
        assert (await status(sandbox, auth("bob", "secret-bob"))).status_code == 404
        assert (await status(sandbox, auth("ana", "secret-ana"))).status_code == 207
