"""Calendar texts that have hung, crashed or fooled calendar programs (trust 3d), made on the spot."""

from __future__ import annotations

from collections.abc import Callable

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
TAIL = "END:VCALENDAR\r\n"
BASE = ("UID:hostile-1", "DTSTAMP:20260101T000000Z", "DTSTART:20260302T100000Z", "DTEND:20260302T110000Z", "SUMMARY:x")


def event(*lines: str, base: tuple[str, ...] = BASE) -> str:
    """A text with one VEVENT of these lines besides the usual; a line of the same name takes the usual one's place."""
    names = {line.partition(":")[0].partition(";")[0] for line in lines}
    kept = [line for line in base if line.partition(":")[0] not in names]
    inner = "\r\n".join(["BEGIN:VEVENT", *kept, *lines, "END:VEVENT"])
    return f"{HEAD}{inner}\r\n{TAIL}"


def rule(text: str, start: str = "DTSTART:20260302T100000Z") -> str:
    return event(f"RRULE:{text}", start)


def zone(body: str) -> str:
    block = f"BEGIN:VTIMEZONE\r\nTZID:Mine\r\n{body}END:VTIMEZONE\r\n"
    return event("DTSTART;TZID=Mine:20260302T100000", "DTEND;TZID=Mine:20260302T110000").replace(
        "BEGIN:VEVENT", f"{block}BEGIN:VEVENT"
    )


EVERYTHING = (
    "FREQ=YEARLY;BYMONTH=" + ",".join(map(str, range(1, 13))) + ";BYMONTHDAY=" + ",".join(map(str, range(1, 32)))
    + ";BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60)))
)  # fmt: skip

# Each is a function, so that collecting the tests costs nothing.
PROBLEMS: dict[str, Callable[[], str]] = {
    "every second for ever": lambda: rule("FREQ=SECONDLY"),
    "every minute since 1970": lambda: rule("FREQ=MINUTELY", "DTSTART:19700101T000000Z"),
    "every hour for ever": lambda: rule("FREQ=HOURLY"),
    "interval of nothing": lambda: rule("FREQ=DAILY;INTERVAL=0"),
    "negative interval": lambda: rule("FREQ=DAILY;INTERVAL=-1"),
    "all lists at once": lambda: rule(EVERYTHING),
    "daily since the year 1": lambda: rule("FREQ=DAILY", "DTSTART:00010101T000000Z"),
    "no frequency": lambda: rule("INTERVAL=2"),
    "unknown frequency": lambda: rule("FREQ=SOMETIMES"),
    "rule of garbage": lambda: rule(";;;=,,=;"),
    "two rules": lambda: event("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"),
    "a hundred thousand dates": lambda: event(
        "RDATE:"
        + ",".join(
            f"2026{m:02}{d:02}T{h:02}{n:02}00Z"
            for m in range(1, 13)
            for d in range(1, 29)
            for h in range(24)
            for n in range(0, 60, 5)
        )[:900_000]
    ),
    "larger than a megabyte": lambda: event("DESCRIPTION:" + "x" * 1_100_000),
    "a hundred thousand unknown lines": lambda: event(*[f"X-{n}:yyyyyy" for n in range(100_000)]),
    "blocks within blocks": lambda: HEAD + "BEGIN:VEVENT\r\n" * 5000 + "END:VEVENT\r\n" * 5000 + TAIL,
    "never closed": lambda: HEAD + "BEGIN:VEVENT\r\nUID:a\r\n",
    "closed twice": lambda: event() + TAIL,
    "closed crosswise": lambda: HEAD + "BEGIN:VEVENT\r\nUID:a\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n",
    "cut in the middle": lambda: event()[:150],
    "no start": lambda: event(base=("UID:a", "DTSTAMP:20260101T000000Z", "SUMMARY:x")),
    "no uid": lambda: event(base=BASE[1:]),
    "a start that is no time": lambda: event("DTSTART:tomorrow"),
    "a day that does not exist": lambda: event("DTSTART;VALUE=DATE:20260231"),
    "an hour that does not exist": lambda: event("DTSTART:20260302T250000Z"),
    "an html page": lambda: "<html><body>Please sign in</body></html>",
    "nothing": lambda: "",
    "json": lambda: '{"BEGIN": "VCALENDAR"}',
    "a card": lambda: "BEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n",
    "this and the future": lambda: event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T100000Z"),
    "two uids in one": lambda: event().replace(TAIL, event("UID:other").removeprefix(HEAD)),
    "an end beyond time": lambda: event("DTSTART:99991231T230000Z", "DURATION:P9999D", base=BASE[:3]),
    "a start that no zone reaches": lambda: event(
        "DTSTART;TZID=Pacific/Apia:00010101T000000", "DTEND;TZID=Europe/Berlin:00010101T000000"
    ),
    "a duration beyond time": lambda: event("DURATION:P99999999999999W", base=BASE[:3]),
    "all of it cancelled": lambda: event("RECURRENCE-ID:20260302T100000Z", "STATUS:CANCELLED"),
}

HARMLESS: dict[str, Callable[[], str]] = {
    "a billion times": lambda: rule("FREQ=DAILY;COUNT=1000000000"),
    "an exclusion rule every minute": lambda: event("RRULE:FREQ=DAILY;COUNT=3", "EXRULE:FREQ=MINUTELY"),
    "the thirtieth of february": lambda: rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"),
    "until before the start": lambda: rule("FREQ=DAILY;UNTIL=20200101T000000Z"),
    "until is a date": lambda: rule("FREQ=DAILY;UNTIL=20260310"),
    "an injected attendee": lambda: event("SUMMARY:x\\nATTENDEE:mailto:evil@example.org"),
    "a carriage return in a value": lambda: event("SUMMARY:x\rATTENDEE:mailto:evil@example.org"),
    "nul and escape": lambda: event("SUMMARY:a\x00b\x1b[31mc\x7f"),
    "right to left": lambda: event("SUMMARY:\u202egnp.exe"),
    "an alarm that runs a program": lambda: event(
        "BEGIN:VALARM", "ACTION:PROCEDURE", "TRIGGER:-PT5M", "ATTACH:file:///bin/sh", "END:VALARM"
    ),
    "an attached file": lambda: event("ATTACH:file:///etc/passwd", "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA"),
    "html that loads": lambda: event('X-ALT-DESC;FMTTYPE=text/html:<img src=x onerror="alert(1)"><script>1</script>'),
    "a link that runs": lambda: event("CONFERENCE;VALUE=URI:javascript:alert(1)", "URL:javascript:alert(1)"),
    "an unknown zone": lambda: event(
        "DTSTART;TZID=Nowhere/Land:20260302T100000", "DTEND;TZID=Nowhere/Land:20260302T110000"
    ),
    "a zone without rules": lambda: zone(""),
    "a zone with broken rules": lambda: zone(
        "BEGIN:STANDARD\r\nDTSTART:x\r\nTZOFFSETFROM:+9\r\nTZOFFSETTO:zz\r\nEND:STANDARD\r\n"
    ),
    "a zone that changes every second": lambda: zone(
        "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n"
    ),
    "a zone with a path": lambda: event("DTSTART;TZID=../../etc/passwd:20260302T100000"),
    "a quote that never closes": lambda: event('ATTENDEE;CN="Bo:mailto:bo@example.org'),
    "an endless quote": lambda: event('ATTENDEE;CN="' + '"' * 50_000 + ":mailto:bo@example.org"),
    "a line of semicolons": lambda: event("SUMMARY" + ";" * 50_000 + ":x"),
    "a line of equal signs": lambda: event("SUMMARY;A=" + "=" * 50_000 + ";B=1:x"),
    "a line without a colon": lambda: event("SUMMARY"),
    "an end before the start": lambda: event("DTEND:20250101T000000Z"),
    "an end of another kind": lambda: event("DTEND;VALUE=DATE:20260303"),
    "an endless duration": lambda: event("DURATION:PT9999999S", base=BASE[:3]),
    "a negative duration": lambda: event("DURATION:-P1D", base=BASE[:3]),
    "an alarm a thousand years before": lambda: event(
        "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P365000D", "END:VALARM"
    ),
    "an alarm longer than time": lambda: event(
        "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT" + "9" * 5000 + "H", "END:VALARM"
    ),
    "an alarm without a trigger": lambda: event("BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM"),
    "an alarm of garbage": lambda: event(
        "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER;VALUE=DATE-TIME:never", "END:VALARM"
    ),
    "ten thousand guests": lambda: event(*[f"ATTENDEE:mailto:guest{n}@example.org" for n in range(10_000)]),
    "a guest without address": lambda: event("ATTENDEE:", "ORGANIZER:"),
    "excluded dates of garbage kinds": lambda: event(
        "RRULE:FREQ=DAILY;COUNT=5", "EXDATE;VALUE=DATE:20260303", "EXDATE;TZID=Nowhere:20260304T100000"
    ),
    "a leap second": lambda: event("DTSTART:20161231T235960Z", base=BASE[:3]),
    "a sequence of a thousand digits": lambda: event("SEQUENCE:" + "9" * 1000),
    "a byte order mark": lambda: "\ufeff" + event(),
    "bare line feeds": lambda: event().replace("\r\n", "\n"),
    "lower case names": lambda: event().replace("SUMMARY", "summary").replace("DTSTART", "dtstart"),
    "folded everywhere": lambda: "\r\n".join(
        "\r\n ".join(line[i : i + 3] for i in range(0, len(line), 3)) for line in event().split("\r\n")
    ),
    "a second master": lambda: event().replace(
        "END:VEVENT",
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:hostile-1\r\nDTSTART:20260305T100000Z\r\nSEQUENCE:2\r\nEND:VEVENT",
    ),
}
