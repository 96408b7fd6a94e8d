"""Lines as people type them, with what is meant, read on Monday 2 March 2026 at 11:20 in Berlin."""

from datetime import UTC, date, datetime

from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.ui.quick.reading import Setting

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 3, 2, 10, 20, tzinfo=UTC)
NOON = timed(datetime(2026, 3, 2, 12), datetime(2026, 3, 2, 13), BERLIN)
CALENDARS = ("Work", "Private", "Public holidays")


def setting(language: str = "en", day_first: bool | None = None) -> Setting:
    return Setting(NOW, BERLIN, NOON, language, day_first, CALENDARS)


def at(text: str, end: str = "") -> When:
    """``3 12:30`` is 3 March; ``4-5 9:00`` is 5 April; without an end it lasts an hour."""
    start, stop = _moment(text), _moment(end) if end else None
    return timed(start, stop or start.replace(hour=start.hour + 1), BERLIN)


def days(first: str, last: str = "") -> When:
    """Whole days, both inclusive."""
    one, two = _date(first), _date(last or first)
    return all_day(one, date.fromordinal(two.toordinal() + 1))


def _moment(text: str) -> datetime:
    day, clock = text.split()
    hour, minute = clock.split(":")
    on = _date(day)
    return datetime(on.year, on.month, on.day, int(hour), int(minute))


def _date(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    return date(2026, 3, parts[0]) if len(parts) == 1 else date(*(([2026] if len(parts) == 2 else []) + parts))


ENGLISH: tuple[tuple[str, str, When], ...] = (
    # the line, the title that is left, when
    ("Call Ana", "Call Ana", NOON),
    ("Lunch with Tom tomorrow 12:30", "Lunch with Tom", at("3 12:30")),
    ("tomorrow lunch", "lunch", days("3")),
    ("Dentist next Tuesday 2pm", "Dentist", at("10 14:00")),
    ("Dentist Tuesday 2pm", "Dentist", at("3 14:00")),
    ("Dentist this Tuesday 2pm", "Dentist", at("3 14:00")),
    ("Monday 9am review", "review", at("9 9:00")),
    ("Monday 3pm review", "review", at("2 15:00")),
    ("Monday review", "review", days("9")),
    ("Call 9am", "Call", at("3 9:00")),
    ("Call 2-3pm", "Call", at("2 14:00")),
    ("Review Mar 12 14-15", "Review", at("12 14:00")),
    ("Review 12.3. 14:00–15:30", "Review", at("12 14:00", "12 15:30")),
    ("Review Thursday, 12 March from 9 to 11", "Review", at("12 9:00", "12 11:00")),
    ("9-5 shift", "shift", at("3 9:00", "3 17:00")),
    ("11-2pm brunch", "brunch", at("3 11:00", "3 14:00")),
    ("Night shift 22-6", "Night shift", at("2 22:00", "3 6:00")),
    ("Party Sat 8pm", "Party", at("7 20:00")),
    ("Pick-up at 3", "Pick-up", at("2 15:00")),
    ("Pick-up at 15", "Pick-up", at("2 15:00")),
    ("noon walk", "walk", at("2 12:00")),
    ("Dentist tomorrow 14:30 for 45 min", "Dentist", at("3 14:30", "3 15:15")),
    ("Workshop tomorrow 9:00 for 1.5 hours", "Workshop", at("3 9:00", "3 10:30")),
    ("Workshop tomorrow 9:00 for half an hour", "Workshop", at("3 9:00", "3 9:30")),
    ("Workshop tomorrow 9:00 for an hour and a half", "Workshop", at("3 9:00", "3 10:30")),
    ("Holiday 12 March for 3 days", "Holiday", days("12", "14")),
    ("Offsite Mar 12-14", "Offsite", days("12", "14")),
    ("Offsite 30.3. - 2.4.", "Offsite", days("30", "4-2")),
    ("Offsite 12 to 14 March", "Offsite", days("12", "14")),
    ("Ski Dec 28 - Jan 3", "Ski", days("2026-12-28", "2027-1-3")),
    ("Report 3/12", "Report", days("12")),
    ("Report 3/12/2027 10:00", "Report", at("2027-3-12 10:00")),
    ("2026-05-01 all day off", "off", days("5-1")),
    ("Birthday Feb 28", "Birthday", days("2027-2-28")),
    ("in 3 days call", "call", days("5")),
    ("in 2 weeks call 10am", "call", at("16 10:00")),
    ("next week planning", "planning", days("9")),
    ("the 15th rent", "rent", days("15")),
    ("day after tomorrow golf", "golf", days("4")),
    # What is no time stays where it is.
    ("Sun cream and a sat nav", "Sun cream and a sat nav", NOON),
    ("Read chapters 3-4", "Read chapters 3-4", NOON),
    ("Buy 2-3 apples", "Buy 2-3 apples", NOON),
    ("Version 3.5 at 99%", "Version 3.5 at 99%", NOON),
    ("32.13. is no date", "32.13. is no date", NOON),
    ("Feb 30 is no date", "Feb 30 is no date", NOON),
    ("Meeting at 25:00", "Meeting at 25:00", NOON),
    ("It may rain", "It may rain", NOON),
    ('"Friday at 5" with Robinson tomorrow', "Friday at 5 with Robinson", days("3")),
    ("", "", NOON),
)
GERMAN: tuple[tuple[str, str, When], ...] = (
    ("Anruf bei der Bank", "Anruf", NOON),
    ("Zahnarzt morgen um 14 Uhr", "Zahnarzt", at("3 14:00")),
    ("Zahnarzt übermorgen 14:30", "Zahnarzt", at("4 14:30")),
    ("nächsten Dienstag 14:30 für 45 Min Physio", "Physio", at("10 14:30", "10 15:15")),
    ("kommenden Dienstag 14 Uhr Physio", "Physio", at("3 14:00")),
    ("am Freitag Messe ganztägig", "Messe", days("6")),
    ("Besprechung 12.3. 14-15", "Besprechung", at("12 14:00")),
    ("Besprechung 12.3.2027 14.30 Uhr", "Besprechung", at("2027-3-12 14:30")),
    ("Besprechung am 12. März von 9 bis 11 Uhr", "Besprechung", at("12 9:00", "12 11:00")),
    ("Besprechung Do 10 Uhr", "Besprechung", at("5 10:00")),
    ("Termin um 2", "Termin", at("3 2:00")),
    ("Urlaub 12.-14. März", "Urlaub", days("12", "14")),
    ("Urlaub vom 1.8. bis 14.8.", "Urlaub", days("8-1", "8-14")),
    ("Lauf morgen 7:00 für eine halbe Stunde", "Lauf", at("3 7:00", "3 7:30")),
    ("Kurs morgen 10 Uhr für eineinhalb Stunden", "Kurs", at("3 10:00", "3 11:30")),
    ("in 3 Tagen anrufen", "anrufen", days("5")),
    ("Miete am 15.", "Miete", days("15")),
    ("übermorgen mittags Essen", "Essen", at("4 12:00")),
    ("Report 3/12", "Report", days("12-3")),
    ("so ein Tag und du mit mir", "so ein Tag und du mit mir", NOON),
)
RULES: tuple[tuple[str, str, str, str], ...] = (
    # language, the line, the rule, the first day
    ("en", "Stand-up every weekday 9:15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-03"),
    ("en", "Choir every 2 weeks on Mon and Thu at 19:30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-03-02"),
    ("en", "Gym every Mon, Wed and Fri 7am for 10 times", "FREQ=WEEKLY;COUNT=10;BYDAY=MO,WE,FR", "2026-03-04"),
    ("en", "Trash every other Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-03"),
    ("en", "on Fridays beer at 5pm", "FREQ=WEEKLY;BYDAY=FR", "2026-03-06"),
    ("en", "Board every first Monday of the month 10am", "FREQ=MONTHLY;BYDAY=1MO", "2026-04-06"),
    ("en", "Board every second Tuesday of the month", "FREQ=MONTHLY;BYDAY=2TU", "2026-03-10"),
    ("en", "Board every last Friday 10am", "FREQ=MONTHLY;BYDAY=-1FR", "2026-03-27"),
    ("en", "Rent monthly on the 1st", "FREQ=MONTHLY;BYMONTHDAY=1", "2026-04-01"),
    ("en", "Dinner annually Mar 3", "FREQ=YEARLY", "2026-03-03"),
    ("en", "Pills daily 8am until 12 March", "FREQ=DAILY;UNTIL=20260312T225959Z", "2026-03-03"),
    ("en", "Course every Monday until June 8", "FREQ=WEEKLY;UNTIL=20260608T215959Z;BYDAY=MO", "2026-03-02"),
    ("en", "Water every day all day from Mar 9", "FREQ=DAILY", "2026-03-09"),
    ("de", "Stand-up jeden Werktag 9:15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-03"),
    ("de", "Chor alle 2 Wochen am Mo und Do um 19:30 bis 12. Juni", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20260612T215959Z;BYDAY=MO,TH", "2026-03-02"),
    ("de", "Müll jede zweite Woche am Dienstag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-03"),
    ("de", "montags und donnerstags Yoga 18 Uhr", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-03-02"),
    ("de", "jeden ersten Montag im Monat Vorstand 10 Uhr", "FREQ=MONTHLY;BYDAY=1MO", "2026-04-06"),
    ("de", "Training jeden Dienstag und Freitag 19-21 Uhr 10 mal", "FREQ=WEEKLY;COUNT=10;BYDAY=TU,FR", "2026-03-03"),
    ("de", "Miete monatlich am 1.", "FREQ=MONTHLY;BYMONTHDAY=1", "2026-04-01"),
    ("de", "Geburtstag 7. März jährlich", "FREQ=YEARLY", "2026-03-07"),
    ("de", "Tabletten täglich 8 Uhr", "FREQ=DAILY", "2026-03-03"),
)  # fmt: skip
