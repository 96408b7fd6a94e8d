"""From what a person types (a host, a URL, an e-mail address, a service's name) to the addresses worth asking, in order."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from calsync_desktop.core.errors import Usage
from calsync_desktop.providers.caldav.presets import Preset, preset_of
from calsync_desktop.wire.hosts import private_host, split

WELL_KNOWN = "/.well-known/caldav"
SABRE = "remote.php/dav/"
HINT = "Give a host (calendar.example.com), a URL (https://…) or your e-mail address."


@dataclass(frozen=True, slots=True)
class Start:
    """One server to try: ``base`` its origin with a slash, ``urls`` what to ask there in order."""

    base: str
    urls: tuple[str, ...]
    preset: Preset


def starts(text: str) -> tuple[Start, ...]:
    """The servers to try; further ones only when the one before cannot be reached. Usage when the text is no address."""
    text = text.strip().removeprefix("mailto:")
    if not text or any(char.isspace() for char in text):
        raise Usage("This is not the address of a calendar server.", HINT)
    preset = preset_of(text)
    if preset.address and urlsplit(text).scheme not in ("http", "https"):
        return (_start(preset.address, preset),)
    if "://" in text:
        return (_start(text, preset),)
    host = text.rpartition("@")[2] if "@" in text.partition("/")[0] else text
    secure = _start(f"https://{host}", preset)
    if private_host(urlsplit(secure.base).hostname or ""):
        return (secure, _start(f"http://{host}", preset))
    return (secure,)


def _start(url: str, preset: Preset) -> Start:
    parts = split(url)
    base = f"{parts.scheme}://{parts.netloc}/"
    typed = urljoin(base, parts.path or "/")
    well_known, sabre = urljoin(base, WELL_KNOWN), urljoin(base, SABRE)
    if typed == base:
        return Start(base, (well_known, base, sabre), preset)
    below = urljoin(f"{typed.rstrip('/')}/", SABRE)
    return Start(
        base, tuple(dict.fromkeys((typed, well_known, *(() if SABRE in typed else (below,)), base, sabre))), preset
    )
