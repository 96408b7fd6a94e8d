"""What others wrote opens nothing but what it says it opens, and loads nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Content
from calsync_desktop.ui.links import as_html, link, meeting
from calsync_desktop.ui.rich import cleaned, notes_html
from tests.ui.weeks import at

WHEN = at(2, "09:00", "10:00")
OPENED = (
    ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", "example.org"),
    ("HTTPS://Example.ORG/A", "https://example.org/A", "example.org"),
    (" http://localhost:8080/x ", "http://localhost:8080/x", "localhost:8080"),
    ("https://bücher.example/é", "https://xn--bcher-kva.example/é", "xn--bcher-kva.example"),
    ("https://аpple.com", "https://xn--pple-43d.com", "xn--pple-43d.com"),
    ("mailto:ana@example.org?subject=x&attach=/etc/passwd", "mailto:ana@example.org", "ana@example.org"),
    ("tel:+49 (40) 123-45", None, None),
    ("tel:+494012345", "tel:+494012345", "+494012345"),
)
REFUSED = (
    "", "example.org", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>", "vbscript:x",
    "file:///etc/passwd", "file://host/share", "smb://host/share", "\\\\host\\share", "//host/share", "ms-msdt:/id", "search-ms:query=x",
    "ftp://example.org", "x-apple.systempreferences:", "zoommtg://zoom.us/join", "https://", "https:///path", "https:example.org",
    "https://bank.example@evil.example", "https://user:password@evil.example", "https://good.example\\@evil.example", "https:\\\\evil.example",
    "https://exa\u202emple.org", "https://exa\u200bmple.org", "https://example.org/\r\nHost: x", "https://example.org/a b", "https://exa mple.org",
    "https://[::1", "https://example.org:99999", "https://-x-.example", "mailto:", "mailto:a", "mailto:a@b,c@d", "mailto:%0aBcc:x@y", "tel:", "tel:rm -rf",
    "https://" + "a" * 3000 + ".org",
)  # fmt: skip


@pytest.mark.parametrize(("text", "url", "host"), [row for row in OPENED if row[1]])
def test_a_link_is_opened_as_it_is_shown(text: str, url: str, host: str) -> None:
    found = link(text)
    assert found is not None
    assert (found.url, found.host) == (url, host)


@pytest.mark.parametrize("text", REFUSED)
def test_what_deceives_or_runs_is_only_text(text: str) -> None:
    assert link(text) is None
    assert "<a" not in as_html(text) or "good" in text or "exa" in text


@given(st.text() | st.sampled_from(REFUSED).flatmap(lambda t: st.text(max_size=3).map(lambda end: t + end)))
def test_whatever_opens_has_an_allowed_scheme_and_no_user_name(text: str) -> None:
    found = link(text)
    if found is not None:
        assert found.url.startswith(("https://", "http://", "mailto:", "tel:"))
        assert found.host
        assert "@" not in found.url.partition("/")[2].partition("/")[0] or found.scheme == "mailto"
        assert found.host.isascii() or found.scheme == "mailto"


def test_links_in_plain_notes_can_be_followed_and_everything_else_is_itself() -> None:
    text = "See https://example.org/a?b&c, (https://example.org/x(1)) or <b>javascript:alert(1)</b>\nend"
    assert as_html(text) == (
        'See <a href="https://example.org/a?b&amp;c">https://example.org/a?b&amp;c</a>, '
        '(<a href="https://example.org/x(1)">https://example.org/x(1)</a>) or &lt;b&gt;javascript:alert(1)&lt;/b&gt;<br>end'
    )


@pytest.mark.parametrize(
    ("fields", "service", "host"),
    [
        ({"meeting_url": "https://anything.example/room"}, "", "anything.example"),
        ({"meeting_url": "javascript:alert(1)", "location": "https://us02web.zoom.us/j/1"}, "Zoom", "us02web.zoom.us"),
        ({"location": "Room 4 or https://meet.google.com/abc-defg-hij"}, "Google Meet", "meet.google.com"),
        ({"notes": "Join here: <https://teams.microsoft.com/l/meetup-join/x>."}, "Teams", "teams.microsoft.com"),
        (
            {"url": "https://example.org", "notes": "https://example.org and https://meet.jit.si/x"},
            "Jitsi Meet",
            "meet.jit.si",
        ),
    ],
)
def test_a_meeting_is_found_wherever_it_was_written(fields: dict[str, str], service: str, host: str) -> None:
    found = meeting(Content(WHEN, **fields))  # type: ignore[arg-type]
    assert found is not None
    assert (found.service, found.link.host) == (service, host)


@pytest.mark.parametrize(
    "notes",
    [
        "https://example.org",
        "http://zoom.us/j/1",
        "https://zoom.us.evil.example/j",
        "https://evilzoom.us/j",
        "zoom.us/j/1",
    ],
)
def test_not_every_address_is_a_meeting(notes: str) -> None:
    assert meeting(Content(WHEN, notes=notes)) is None


ATTACKS = (
    "<img src=https://evil.example/x onerror=alert(1)>", "<script>alert(1)</script>", "<style>@import 'https://evil.example'</style>",
    "<svg><script>alert(1)</script></svg>", "<iframe src=https://evil.example>", "<base href=https://evil.example>", "<link rel=stylesheet href=x>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<body background=https://evil.example>", "<p style='background:url(x)'>y",
    "<a href='javascript:alert(1)'>x</a>", "<a href='file:///etc/passwd'>x</a>", "<a href=' java&#09;script:alert(1)'>x</a>", "<a href=smb://x>x</a>",
    "<object data=x>", "<embed src=x>", "<form action=https://evil.example><input name=p></form>", "<video poster=https://evil.example/x>",
    "<math><mi xlink:href='data:x'>", "<table background=x><td>y", "<a href=https://ok.example onclick=alert(1) style=color:red>x</a>", "<!-- x --><b>y",
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_rich_notes_are_made_harmless(attack: str) -> None:
    out = cleaned(f"before {attack} after").lower()
    assert "before" in out
    assert not [
        word
        for word in (
            "<img",
            "<script",
            "<style",
            "<svg",
            "<iframe",
            "src=",
            "style=",
            "onerror",
            "onclick",
            "javascript:",
            "file:",
            "smb:",
        )
        if word in out
    ]
    assert not [
        word
        for word in (
            "<base",
            "<link",
            "<meta",
            "background",
            "<object",
            "<embed",
            "<form",
            "<input",
            "<video",
            "<!--",
            "data:",
        )
        if word in out
    ]


def test_structure_stays_and_very_long_notes_are_shown_in_part() -> None:
    html = '<p>Bring the <b>map</b></p><ul><li><a href="https://example.org" title="x">plan</a></li></ul>'
    assert cleaned(html) == '<p>Bring the <b>map</b></p><ul><li><a href="https://example.org">plan</a></li></ul>'
    assert notes_html(Content(WHEN, notes="x", notes_html=html)) == (cleaned(html), True)
    assert notes_html(Content(WHEN, notes="plain", notes_html="<b>" * 100_000)) == ("plain", True)
    assert notes_html(Content(WHEN, notes="y" * 50_000))[1] is False
