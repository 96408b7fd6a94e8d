"""What is known of the big services beforehand: where they answer, which hosts are theirs, and what password they want (protocols 3.9)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Preset:
    """``address`` empty: known by its ways only; ``suffixes``: hosts that credentials may go to besides the address."""

    name: str
    address: str = ""
    domains: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    how_to_sign_in: str = ""


ICLOUD = Preset(
    "icloud",
    "https://caldav.icloud.com/",
    ("icloud.com", "me.com", "mac.com", "caldav.icloud.com"),
    (".icloud.com",),
    "iCloud needs an app-specific password: make one at account.apple.com under Sign-In and Security.",
)
FASTMAIL = Preset(
    "fastmail",
    "https://caldav.fastmail.com/",
    ("fastmail.com", "fastmail.fm", "messagingengine.com", "caldav.fastmail.com"),
    (),
    "Fastmail needs an app password: make one in Settings, Privacy & Security.",
)
NEXTCLOUD = Preset(
    "nextcloud",
    how_to_sign_in="Nextcloud may need an app password (always with two-factor sign-in): make one in its Settings, Security. "
    "The user name may differ from your e-mail address.",
)
PRESETS = (ICLOUD, FASTMAIL)
NONE = Preset("")


def preset_of(text: str) -> Preset:
    """The service that a name ("icloud"), a domain, an e-mail address or a URL belongs to."""
    text = text.strip().lower()
    host = urlsplit(text).hostname if "://" in text else text.rpartition("@")[2].partition("/")[0]
    for preset in PRESETS:
        if text == preset.name or host in preset.domains or (host or "").endswith(preset.suffixes or ("\0",)):
            return preset
    return NONE


def sign_in_hint(preset: Preset, url: str, challenge: str) -> str:
    """What to say after a refused password; Nextcloud is known by its path or its realm."""
    if preset.how_to_sign_in:
        return preset.how_to_sign_in
    nextcloud = "/remote.php/" in url or "nextcloud" in challenge.lower()
    return (
        NEXTCLOUD.how_to_sign_in
        if nextcloud
        else "Check the user name and password; some servers want an app password."
    )
