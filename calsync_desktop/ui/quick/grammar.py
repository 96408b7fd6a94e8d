"""The grammar of the quick line as one table: what is looked for, in this order, and who reads it.

Each row is tried on what the rows before it left over; ``<slot>`` is filled by the language (``slots``), so one row serves English and German.
A reader that answers None leaves the words where they are. What no row understands is the title.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from calsync_desktop.ui.quick import clocks, cycles, days
from calsync_desktop.ui.quick.days import Basis


class Kind(StrEnum):
    """What a part of the line says."""

    GUESTS = "guests"
    CATEGORY = "category"
    CALENDAR = "calendar"
    ALL_DAY = "all-day"
    RULE = "rule"
    UNTIL = "until"
    COUNT = "count"
    LENGTH = "length"
    DAY = "day"
    CLOCK = "clock"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that can be said, and how."""

    kind: Kind
    pattern: str
    read: Callable[[re.Match[str], Basis], Any]


def _yes(_: re.Match[str], __: Basis) -> bool:
    return True


def _clock(which: str, *, minutes: bool = False) -> str:
    """A time of day in groups ``ah``, ``am``, ``ax``; ``minutes`` must be there."""
    part = (
        rf"(?P<{which}h>\d{{1,2}})(?:[:.](?P<{which}m>[0-5]\d)){'' if minutes else '?'}(?:\s?(?P<{which}x><meridiem>))?"
    )
    return part.replace("[:.]", ":") if minutes else part


_YEAR = r"(?:,?\s(?P<y>\d{4}))?"
_NAMED = r"\.?(?=[\s,;\ufffc]|$)"

DAYS: tuple[Row, ...] = (
    Row(
        Kind.DAY,
        r"<before>(?:<from>\s)?(?P<d1>\d{1,2})\.(?:(?P<m1>\d{1,2})\.)?<to_>(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4})?",
        days.ranged,
    ),
    Row(
        Kind.DAY,
        r"<before>(?:<from>\s)?(?P<d1>\d{1,2})<th>(?:\s(?P<n1><month>)\.?)?<to_>(?P<d2>\d{1,2})<th>\s(?P<n2><month>)\.?(?:,?\s(?P<y2>\d{4}))?",
        days.ranged,
    ),
    Row(
        Kind.DAY,
        r"<before>(?:<from>\s)?(?<!\d\s)(?<!\d\.\s)(?P<n1><month>)\.?\s(?P<d1>\d{1,2})<th><to_>(?:(?P<n2><month>)\.?\s)?(?P<d2>\d{1,2})<th>(?!:)(?:,?\s(?P<y2>\d{4}))?",
        days.ranged,
    ),
    Row(Kind.DAY, r"<before><dayname>(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", days.dated),
    Row(Kind.DAY, r"<before><dayname>(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)?", days.dated),
    Row(Kind.DAY, r"<before><dayname>(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?", days.slashed),
    Row(Kind.DAY, rf"<before><dayname>(?P<d>\d{{1,2}})<th>\s(?:<of>\s)?(?P<n><month>)\.?{_YEAR}", days.dated),
    Row(Kind.DAY, rf"<before><dayname>(?P<n><month>)\.?\s(?P<d>\d{{1,2}})<th>(?![:.]\d){_YEAR}", days.dated),
    Row(Kind.DAY, r"<before>(?P<near><near>)", days.near),
    Row(Kind.DAY, rf"<before><next>\s(?P<day><anyday>){_NAMED}", days.weekday_of_next_week),
    Row(Kind.DAY, r"<next>\s(?P<unit><unit>)", days.next_period),
    Row(Kind.DAY, rf"<before><this>\s(?P<day><anyday>){_NAMED}", days.weekday),
    Row(Kind.DAY, r"<in>\s(?P<count>\d{1,3})\s(?P<unit><unit>)", days.ahead),
    Row(Kind.DAY, r"<nth>", days.day_of_month),
    Row(Kind.DAY, rf"(?:<on>|<start>)\s(?P<day><anyday>){_NAMED}", days.weekday),
    Row(Kind.DAY, r"(?P<day><weekday>)", days.weekday),
    Row(Kind.DAY, r"(?P<day><short>)(?=\.?,?\s(?:\d|<at>\s|<from>\s|<clockword>)|\.?,?\s?\ufffc)", days.weekday),
)

_ON_DAYS = r"(?:\s(?:<on>\s)?(?P<days><daylist>))?(?:\s<nth>)?"

GRAMMAR: tuple[Row, ...] = (
    Row(Kind.ALL_DAY, r"<allday>", _yes),
    Row(Kind.RULE, r"<every>\s<workday>", cycles.workdays),
    Row(Kind.RULE, r"<every>\s(?P<ordinal><ordinal>)\s(?P<days><daylist>)\s<of_month>", cycles.of_the_month),
    Row(Kind.RULE, r"<every>\s(?P<other><other>)\s(?P<days><daylist>)", cycles.weekdays),
    Row(Kind.RULE, r"<every>\s(?P<ordinal><ordinal>)\s(?P<days><daylist>)", cycles.of_the_month),
    Row(
        Kind.RULE, rf"<every>\s(?:(?P<count>\d{{1,3}})|(?P<other><other>))\s(?P<unit><unit>){_ON_DAYS}", cycles.periods
    ),
    Row(Kind.RULE, rf"<every>\s(?P<unit><unit>){_ON_DAYS}", cycles.periods),
    Row(Kind.RULE, r"<every>\s(?P<days><daylist>)", cycles.weekdays),
    Row(Kind.RULE, rf"(?P<adverb><adverb>){_ON_DAYS}", cycles.periods),
    Row(Kind.RULE, r"(?:<on>\s)?(?P<days><dayslist>)", cycles.weekdays),
    Row(Kind.LENGTH, r"<for>\s<half>", clocks.half),
    Row(Kind.LENGTH, r"<for>\s<one_and_half>", clocks.one_and_half),
    Row(
        Kind.LENGTH,
        r"<for>\s(?P<count>\d{1,3}(?:[.,]\d)?)\s?(?P<unit><length>)(?:\s?(?P<rest>\d{1,2})\s?(?:min|m)?)?",
        clocks.length,
    ),
    Row(Kind.LENGTH, r"<for>\s<one>\s(?P<unit><length>)", clocks.length),
    *DAYS,
    Row(
        Kind.CLOCK,
        rf"(?:(?P<from><from>|<at>)\s)?{_clock('a')}(?:\s?(?P<ao><oclock>))?<to_>{_clock('b')}(?:\s?(?P<o><oclock>))?",
        clocks.span,
    ),
    Row(Kind.CLOCK, rf"(?:<at>\s|@\s?){_clock('a')}(?:\s?<oclock>)?", clocks.single),
    Row(Kind.CLOCK, rf"{_clock('a')}\s?<oclock>", clocks.single),
    Row(Kind.CLOCK, _clock("a", minutes=True), clocks.single),
    Row(Kind.CLOCK, r"(?P<ah>\d{1,2})(?:[:.](?P<am>[0-5]\d))?\s?(?P<ax><meridiem>)", clocks.single),
    Row(Kind.CLOCK, r"(?:<at>\s)?(?P<word><clockword>)", clocks.word),
)
