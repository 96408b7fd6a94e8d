"""Which zone this machine is in, found as cheaply as the system allows, because every agenda needs it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

_LINK = Path("/etc/localtime")


def machine_zone(environment: Mapping[str, str], link: Path = _LINK) -> str:
    """An IANA name: TZ when it is one, else what the system's clock points to, else what tzlocal finds out, else UTC."""
    given = environment.get("TZ", "").lstrip(":")
    if given and is_zone(given):
        return given
    return _linked(link) or _searched()


def is_zone(name: str) -> bool:
    """``name`` is a zone that we have rules for."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _linked(link: Path) -> str:
    try:
        _, found, name = str(link.readlink()).partition("zoneinfo/")
    except OSError:
        return ""
    return name if found and is_zone(name) else ""


def _searched() -> str:
    import warnings

    from tzlocal import get_localzone_name

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns when TZ and /etc disagree; TZ was asked first
            name = get_localzone_name()
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name if name and is_zone(name) else "UTC"
