"""gcsa lists a calendar and does nothing else; runs with the peers' Python: ``google_gcsa.py API TOKEN CALENDAR``. Prints how many it listed."""

import sys
from datetime import date

import gcsa.google_calendar
import google.oauth2.credentials

api, token, calendar = sys.argv[1:]
made = gcsa.google_calendar.GoogleCalendar(calendar, credentials=google.oauth2.credentials.Credentials(token=token))
made.service._baseUrl = f"{api}/"
found = made.get_events(date(1990, 1, 1), date(2090, 1, 1), single_events=False, showDeleted=True, maxResults=2500)
print(sum(1 for _ in found))
