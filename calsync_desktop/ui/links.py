"""Which addresses in what others wrote may be opened, and what of them is shown before: pure.

=====================================================  =======================================
address                                                what it is here
=====================================================  =======================================
https, http with a host                                a link; its host is shown first
mailto, tel                                            a link to the bare address or number
any other scheme, \\\\host, file, javascript, data        text that can be copied
with a user name (https://bank.example@evil.example)   text: it is made to deceive
with backslashes, spaces, control or direction marks   text
a host in other letters than Latin                     a link; its host is shown as xn--…
=====================================================  =======================================
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from urllib.parse import SplitResult, urlsplit

from calsync_desktop.core.appointment import Content

LONGEST = 2_000
_WEB = ("https", "http")
_IN_TEXT = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"“”]+", re.IGNORECASE)
_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
_MAIL = re.compile(r"[^\s@%?&,;:<>\"\\]{1,64}@[^\s@%?&,;:<>\"\\]{1,253}")
_PHONE = re.compile(r"\+?[0-9][0-9().\- ]{2,24}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be opened: ``url`` as it is handed to the system, ``host`` what is shown before (a mail address, a number)."""

    url: str
    host: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where an appointment is joined from afar."""

    link: Link
    service: str


# Host or its end -> name of the service.
_MEETINGS = {
    "zoom.us": "Zoom",
    "zoomgov.com": "Zoom",
    "meet.google.com": "Google Meet",
    "teams.microsoft.com": "Teams",
    "teams.live.com": "Teams",
    "webex.com": "Webex",
    "whereby.com": "Whereby",
    "meet.jit.si": "Jitsi Meet",
    "gotomeeting.com": "GoTo",
    "meet.goto.com": "GoTo",
    "facetime.apple.com": "FaceTime",
    "bluejeans.com": "BlueJeans",
    "chime.aws": "Chime",
    "discord.gg": "Discord",
}


def link(text: str) -> Link | None:
    """The link that ``text`` is; None when it may only be shown and copied."""
    text = text.strip()
    if not text or len(text) > LONGEST or _deceives(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme in _WEB:
        return _web(parts, scheme)
    if scheme == "mailto":
        # Only to whom: the rest could fill in a mail that nobody wrote.
        return Link(f"mailto:{parts.path}", parts.path, scheme) if _MAIL.fullmatch(parts.path) else None
    if scheme == "tel" and _PHONE.fullmatch(parts.path):
        return Link(f"tel:{re.sub(r'[^0-9+]', '', parts.path)}", parts.path, scheme)
    return None


def as_html(text: str) -> str:
    """Plain text for a view that shows HTML: every character stands for itself, and the links can be followed."""
    out, at = [], 0
    for found in _IN_TEXT.finditer(text):
        word = _without_punctuation(found[0])
        target = link(word)
        if target is not None:
            out += [_escaped(text[at : found.start()]), f'<a href="{escape(target.url)}">{_escaped(word)}</a>']
            at = found.start() + len(word)
    return "".join([*out, _escaped(text[at:])])


def meeting(content: Content) -> Meeting | None:
    """Where to join: the service's own field, else the first address of a known service in link, place or notes."""
    own = link(content.meeting_url)
    if own is not None and own.scheme == "https":
        return Meeting(own, _service(own.host))
    for text in (content.url, content.location, content.notes[:20_000]):
        for found in _IN_TEXT.finditer(text):
            target = link(_without_punctuation(found[0]))
            if target is not None and target.scheme == "https" and _service(target.host):
                return Meeting(target, _service(target.host))
    return None


def _service(host: str) -> str:
    return next((name for end, name in _MEETINGS.items() if host == end or host.endswith(f".{end}")), "")


def _web(parts: SplitResult, scheme: str) -> Link | None:
    """A web address whose host is what it seems to be."""
    try:
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (UnicodeError, ValueError):
        return None
    if parts.username is not None or parts.password is not None or not _HOST.fullmatch(host):
        return None
    place = host if port is None else f"{host}:{port}"
    return Link(parts._replace(scheme=scheme, netloc=place).geturl(), place, scheme)


def _deceives(text: str) -> bool:
    """Characters that are not seen, or that other programs read as something else."""
    return "\\" in text or any(
        unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs") for letter in text
    )


def _without_punctuation(word: str) -> str:
    """An address in a sentence, without what ends the sentence."""
    while word and (word[-1] in ".,;:!?'’»" or (word[-1] == ")" and word.count("(") < word.count(")"))):
        word = word[:-1]
    return word


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>")
