"""Credentials go to the origin that the user confirmed, and nowhere else."""

from __future__ import annotations

import pytest

from calsync_desktop.core.errors import Untrusted, Usage
from calsync_desktop.wire.hosts import Trust, loopback_host, origin_of, private_host, trust


@pytest.mark.parametrize(
    ("confirmed", "url", "covered"),
    [
        ("https://a.example/", "https://a.example/x", True),
        ("https://a.example/", "https://A.EXAMPLE:443/x", True),
        ("https://a.example/", "https://a.example:8443/x", False),
        ("https://a.example/", "https://b.example/x", False),
        ("https://a.example/", "https://a.example.evil.test/x", False),
        ("https://a.example/", "http://a.example/x", False),
        ("http://nas.local/", "https://nas.local/x", True),
        ("http://nas.local/", "https://other.local/x", False),
        ("http://nas.local:5232/", "https://nas.local/x", False),
    ],
)
def test_one_origin_is_covered_and_only_a_plain_step_up_besides(confirmed: str, url: str, covered: bool) -> None:
    assert trust(confirmed).covers(url) is covered


@pytest.mark.parametrize(
    ("url", "covered"),
    [
        ("https://p42-caldav.icloud.com:443/1/", True),
        ("http://p42-caldav.icloud.com/1/", False),
        ("https://evilicloud.com/", False),
        ("https://icloud.com.evil.test/", False),
    ],
)
def test_a_preset_covers_its_own_hosts_over_tls(url: str, covered: bool) -> None:
    assert Trust("https://caldav.icloud.com:443", (".icloud.com",)).covers(url) is covered


@pytest.mark.parametrize(
    "url", ["https://user:pw@a.example/", "https://user@a.example/", "https://a.example@evil.test/"]
)
def test_an_address_with_a_name_in_it_is_refused(url: str) -> None:
    with pytest.raises(Untrusted, match="Nothing was sent"):
        origin_of(url)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "a.example", "https://", "https://a.example:x/", "javascript:1"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Usage):
        origin_of(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "169.254.169.254",
        "10.1.2.3",
        "192.168.1.5",
        "fe80::1%eth0",
        "nas",
        "nas.local",
        "localhost",
        "a.test",
        "fd00::1",
    ],
)
def test_hosts_of_the_own_network_are_private(host: str) -> None:
    assert private_host(host)


@pytest.mark.parametrize(
    "host", ["a.example", "8.8.8.8", "2606:4700::1111", "localhost.evil.com", "local.example", "::ffff:8.8.8.8"]
)
def test_other_hosts_are_public(host: str) -> None:
    assert not private_host(host)


def test_plain_http_is_accepted_at_home_only() -> None:
    assert trust("http://127.0.0.1:5232/").origin == "http://127.0.0.1:5232"
    assert trust("http://[::1]/x").origin == "http://[::1]:80"
    with pytest.raises(Untrusted, match="Nothing was sent"):
        trust("http://calendar.example.com/")


def test_only_this_computer_is_loopback() -> None:
    assert [loopback_host(host) for host in ("localhost", "127.0.0.9", "::1", "10.0.0.1", "a.example")] == [
        True,
        True,
        True,
        False,
        False,
    ]
