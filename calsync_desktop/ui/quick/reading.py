"""The quick line read: what it says, where in the line it says so, and the title that is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from calsync_desktop.core.when import When
from calsync_desktop.core.zones import tzinfo
from calsync_desktop.ui.quick.days import Basis
from calsync_desktop.ui.quick.grammar import DAYS, GRAMMAR, Kind, Row
from calsync_desktop.ui.quick.lexicon import LEXICONS, TAKEN, lexicon
from calsync_desktop.ui.quick.placing import Said, placed
from calsync_desktop.ui.quick.slots import compiled, loose

LONGEST = 500  # characters that are looked at; a pasted page is a title
_MAIL = r"[^\s,;<>@\ufffc]+@[^\s,;<>@\ufffc]+\.[^\s,;<>@.\ufffc]+"
_QUOTED = re.compile(r'["“„»](?P<inside>[^"“”„«»]+)["”“«]')
_CATEGORY = re.compile(rf"(?<![^\s,;({TAKEN}])#(?P<name>\w[\w-]*)")
_CALENDAR = re.compile(rf"(?<![^\s,;({TAKEN}])/(?=\S)")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a line is typed. ``now`` is aware; ``default``: when an appointment is of which nothing is said; ``calendars``: names that may be written to."""

    now: datetime
    zone: str
    default: When
    language: str = "en"
    day_first: bool | None = None
    calendars: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """``line[start:end]`` was understood as a ``kind``."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What a line says. ``rule``: RRULE text or empty; ``calendar``: one of the setting's names or empty."""

    title: str
    when: When
    rule: str = ""
    location: str = ""
    guests: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    calendar: str = ""
    language: str = "en"
    parts: tuple[Part, ...] = field(default=())

    @property
    def times(self) -> int:
        """How many parts say when."""
        return sum(p.kind in (Kind.DAY, Kind.CLOCK, Kind.RULE, Kind.LENGTH, Kind.ALL_DAY) for p in self.parts)


def read(line: str, setting: Setting) -> Understood:
    """What ``line`` says in the setting's language; in another one only when that says when and the own one does not."""
    own = _read(line, setting)
    if own.times:
        return own
    others = [_read(line, replace(setting, language=each)) for each in LEXICONS if each != own.language]
    return max(others, key=lambda each: each.times) if any(each.times for each in others) else own


def _read(line: str, setting: Setting) -> Understood:
    words = lexicon(setting.language)
    here = setting.now.astimezone(tzinfo(setting.zone)).replace(tzinfo=None)
    first = words.day_first if setting.day_first is None else setting.day_first
    sheet = _Sheet(line[:LONGEST], Basis(words, here.date(), first))
    for inside in _QUOTED.finditer(sheet.left):
        sheet.hide(*inside.span())
    sheet.take_names(setting.calendars)
    for row in GRAMMAR:
        sheet.try_row(row)
    sheet.take_end_of_rule()
    sheet.take_place()
    said = Said(*(sheet.values.get(kind) for kind in _OF_TIME))
    when, rule = placed(said, setting.default, here, setting.zone)
    return Understood(
        title=sheet.title + line[LONGEST:],
        when=when,
        rule=rule,
        location=sheet.values.get(Kind.PLACE, ""),
        guests=tuple(sheet.values.get(Kind.GUESTS, ())),
        categories=tuple(sheet.values.get(Kind.CATEGORY, ())),
        calendar=sheet.values.get(Kind.CALENDAR, ""),
        language=words.language,
        parts=tuple(sorted(sheet.parts, key=lambda part: part.start)),
    )


_OF_TIME = (Kind.DAY, Kind.CLOCK, Kind.LENGTH, Kind.ALL_DAY, Kind.RULE, Kind.UNTIL, Kind.COUNT)


class _Sheet:
    """The line while it is read: what is understood is blotted out, so that every other part keeps its place."""

    def __init__(self, line: str, basis: Basis) -> None:
        self.line = line.replace(TAKEN, " ")
        self.left = self.line
        self.basis = basis
        self.values: dict[Kind, Any] = {}
        self.parts: list[Part] = []

    @property
    def title(self) -> str:
        """What was not understood, the quotes that protected some of it taken off."""
        taken = {at for part in self.parts for at in range(part.start, part.end)}
        rest = "".join(TAKEN if at in taken else letter for at, letter in enumerate(self.line))
        rest = re.sub(rf"\s*(?:[,;]\s*)?{TAKEN}+\s*(?:,(?=\s))?", " ", rest)
        rest = _QUOTED.sub(lambda quoted: quoted["inside"], rest)
        return " ".join(rest.split()).strip(" ,;").removesuffix(" -").removesuffix(" –").strip()

    def hide(self, start: int, end: int) -> None:
        """Keep others from reading it."""
        self.left = f"{self.left[:start]}{TAKEN * (end - start)}{self.left[end:]}"

    def take(self, kind: Kind, start: int, end: int, value: Any) -> None:
        """It is understood."""
        self.values[kind] = value
        self.parts.append(Part(kind, start, end))
        self.hide(start, end)

    def try_row(self, row: Row) -> None:
        """The first place where the row makes sense, unless its kind was said already."""
        if row.kind in self.values:
            return
        for found in compiled(row.pattern, self.basis.lexicon.language).finditer(self.left):
            value = row.read(found, self.basis)
            if value is not None:
                self.take(row.kind, found.start(), found.end(), value)
                return

    def take_names(self, calendars: Sequence[str]) -> None:
        """Guests, categories and the calendar."""
        language = self.basis.lexicon.language
        guests = compiled(rf"<with>\s(?P<mails>{_MAIL}(?:(?:,?\s<and>\s|,\s?|\s){_MAIL})*)", language).search(self.left)
        if guests is not None:
            mails = tuple(dict.fromkeys(mail.lower().rstrip(".") for mail in re.findall(_MAIL, guests["mails"])))
            self.take(Kind.GUESTS, guests.start(), guests.end(), mails)
        for found in _CATEGORY.finditer(self.left):
            self.take(Kind.CATEGORY, found.start(), found.end(), (*self.values.get(Kind.CATEGORY, ()), found["name"]))
        for found in _CALENDAR.finditer(self.left):
            name, end = _calendar(self.left, found.end(), calendars)
            if name:
                self.take(Kind.CALENDAR, found.start(), end, name)
                return

    def take_end_of_rule(self) -> None:
        """Until which day, or how many times, something repeats."""
        if Kind.RULE not in self.values:
            return
        language = self.basis.lexicon.language
        self.try_row(
            Row(Kind.COUNT, r"(?:<for>\s)?(?P<count>\d{1,3})\s<times>", lambda found, _: int(found["count"]) or None)
        )
        for before in loose(r"\b<until>\s", language).finditer(self.line):
            for row in DAYS:
                found = compiled(row.pattern, language).match(self.line, before.end())
                days = row.read(found, self.basis) if found is not None else None
                if found is not None and days is not None:
                    self._until(before.start(), found.end(), days.last)
                    return

    def _until(self, start: int, end: int, last: date) -> None:
        """What was taken for the appointment's own day was the last of its rule."""
        inside = [part for part in self.parts if part.start < end and part.end > start]
        self.parts = [part for part in self.parts if part not in inside]
        for part in inside:
            self.values.pop(part.kind, None)
        self.take(Kind.UNTIL, start, end, last)
        for row in DAYS:
            self.try_row(row)

    def take_place(self) -> None:
        """A name after at, in or bei; not before there is anything else to be a title."""
        for found in self._places():
            if self.line[: found.start()].strip() and re.search(r"[^\W\d_]{2}", found["name"]):
                self.take(Kind.PLACE, found.start(), found.end(), found["name"].strip(" .!?"))
                return

    def _places(self) -> Iterator[re.Match[str]]:
        pattern = rf"(?:(?:<place>)\s(?:<article>\s)?(?-i:(?=[A-ZÄÖÜ0-9]))|@\s?)(?P<name>[^{TAKEN},;]+?)(?=\s*[{TAKEN},;]|\s<with>\s|\s*$)"
        yield from compiled(pattern, self.basis.lexicon.language).finditer(self.left)


def _calendar(text: str, start: int, names: Sequence[str]) -> tuple[str, int]:
    """The calendar whose name stands at ``start``, or the only one that begins with the word there; and where that ends."""
    rest = text[start:].casefold()
    for name in sorted(names, key=len, reverse=True):
        after = rest[len(name) : len(name) + 1]
        if name and rest.startswith(name.casefold()) and (not after or after in f" ,;.{TAKEN}"):
            return name, start + len(name)
    word = re.split(rf"[\s,;{TAKEN}]", text[start:], maxsplit=1)[0]
    beginning = [name for name in names if word and name.casefold().startswith(word.casefold())]
    return (beginning[0], start + len(word)) if len(beginning) == 1 else ("", start)
