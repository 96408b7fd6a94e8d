"""Zone names: what mail programs and servers write, and the one IANA name (or embedded rule) that we keep.

A TZID is tried in this order, and the first that gives a zone is kept:

==================================================  ======================================================
written                                             kept
==================================================  ======================================================
an IANA name, in any case, quoted, with blanks      that name; every spelling of UTC as "UTC"
a path that ends in one (/mozilla.org/2005/A/B)     that name
a Windows name (W. Europe Standard Time)            the place that CLDR gives it
GMT+0100, UTC+2, +05:30                             Etc/GMT-1 and so on; a VTIMEZONE text for half hours
tzone://Microsoft/Utc                               UTC
anything, with a VTIMEZONE beside it                the IANA zone that agrees from 2000 to 2037, else its text
anything else                                       the fallback, else "" (the caller reads it as floating)
==================================================  ======================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo as TzInfo  # noqa: N812
from functools import lru_cache
from zoneinfo import ZoneInfo

from calsync_desktop.core.errors import Refused

_EMBEDDED = "BEGIN:VTIMEZONE"
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII | re.IGNORECASE)
_UTC = frozenset({"Etc/UTC", "Etc/GMT"})


@lru_cache(maxsize=512)
def tzinfo(name: str) -> TzInfo:
    """The rules of a zone that we keep: an IANA key, or the text of a VTIMEZONE that no IANA zone equals.

    Refused for others.
    """
    if name.startswith(_EMBEDDED):
        from calsync_desktop.core.vtimezone import rules

        return rules(name)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refused(f"The time zone {name[:60]!r} is not known on this computer.") from None


@lru_cache(maxsize=1024)
def resolve(tzid: str, vtimezone: str | None = None, fallback: str = "") -> str:
    """The zone that we keep for a sender's TZID, by the table above.

    ``vtimezone`` is the component's text, if there was one.
    """
    name = tzid.strip().strip("\"'").strip()
    return (
        _named(name)
        or _path(name)
        or _windows(name)
        or _offset(name)
        or ("UTC" if name.lower() == "tzone://microsoft/utc" else "")
        or (_embedded(vtimezone) if vtimezone else "")
        or fallback
    )


def canonical(name: str) -> str:
    """The name by which zones compare: the place's present one (Europe/Kiev is Europe/Kyiv), "UTC" for all of UTC's."""
    name = _known().get(name.lower(), name)
    seen = {name}
    while name not in _places() and (target := _links().get(name, "")) and target not in seen:
        seen.add(name := target)
    return "UTC" if name in _UTC or name == "Z" else name


def label(name: str) -> str:
    """The zone as people are shown it: its name, the TZID of an embedded one, UTC+1 for Etc/GMT-1."""
    if name.startswith(_EMBEDDED):
        found = re.search(r"^TZID[^:\n]*:(.*?)\s*$", name, re.MULTILINE)
        return found[1] if found else "UTC"
    if match := re.fullmatch(r"Etc/GMT([+-])(\d{1,2})", name):
        return f"UTC{'-' if match[1] == '+' else '+'}{match[2]}"
    return name


def known_names() -> tuple[str, ...]:
    """All IANA names, old ones too, in alphabetical order."""
    return tuple(sorted(_known().values()))


def _named(name: str) -> str:
    found = _known().get(name.lower()) or _known().get(name.lower().replace(" ", "_"), "")
    return "UTC" if found and canonical(found) == "UTC" else "UTC" if name == "Z" else found


def _path(name: str) -> str:
    parts = [part for part in name.split("/") if part]
    tails = ("/".join(parts[-count:]) for count in (3, 2, 1) if count < len(parts))
    return next((found for tail in tails if (found := _named(tail))), "")


def _windows(name: str) -> str:
    """By the table of CLDR that icalendar brings; it is imported only for a name that could be of Windows."""
    if "/" in name or not re.search(r"[A-Za-z]{2}", name) or _OFFSET.fullmatch(name):
        return ""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = WINDOWS_TO_OLSON.get(name) or {k.lower(): v for k, v in WINDOWS_TO_OLSON.items()}.get(name.lower(), "")
    return canonical(found) if found else ""


def _offset(name: str) -> str:
    """POSIX turns the sign around: what people call UTC+1 is Etc/GMT-1."""
    match = _OFFSET.fullmatch(name)
    if match is None:
        return ""
    minutes = int(f"{match[1]}{int(match[2]) * 60 + int(match[3] or 0)}")
    if minutes == 0:
        return "UTC"
    if minutes % 60 == 0 and -12 <= minutes // 60 <= 14:
        return f"Etc/GMT{-(minutes // 60):+d}"
    from calsync_desktop.core.vtimezone import fixed

    return fixed(minutes) if abs(minutes) <= 14 * 60 else ""


def _embedded(text: str) -> str:
    from calsync_desktop.core.vtimezone import kept

    try:
        return kept(text)
    except Refused:
        return ""


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    """Lower case -> IANA name, from the tzdata package, so that every machine knows the same names."""
    return {name.lower(): name for name in _tzdata("zones").split()}


@lru_cache(maxsize=1)
def _links() -> Mapping[str, str]:
    """Old or other name -> the zone that it stands for."""
    lines = (line.split() for line in _tzdata("zoneinfo", "tzdata.zi").splitlines() if line.startswith("L "))
    return {name: target for _, target, name in lines}


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """The names in present use for a place of some country, even where another place's rules are the same."""
    lines = _tzdata("zoneinfo", "zone.tab").splitlines()
    return frozenset(line.split("\t")[2] for line in lines if line and not line.startswith("#"))


def _tzdata(*path: str) -> str:
    from importlib.resources import files

    return files("tzdata").joinpath(*path).read_text(encoding="utf-8")
