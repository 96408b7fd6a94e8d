"""The least that a first sync has to do, as one plain script: the same requests, one parse of each event, one insert of all rows.

``python -m tests.bench.floor URL COLLECTION DATABASE``: sync-collection for everything, calendar-multiget in pages of 100, icalendar for each
event, one ``executemany`` into a fresh SQLite file.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import httpx
from icalendar import Calendar

PAGE = 100
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
Row = tuple[str, str, str, str]


def sync_collection(token: str) -> str:
    """RFC 6578: what changed since ``token``, "" for everything."""
    asked = f"<D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop>"
    return f"{HEAD}<D:sync-collection {SPACES}>{asked}</D:sync-collection>"


def listing(client: httpx.Client, collection: str) -> tuple[list[str], str]:
    """All hrefs, and the token."""
    headers = {"Depth": "0", "Content-Type": "application/xml"}
    answer = client.request("REPORT", collection, content=sync_collection(""), headers=headers).raise_for_status()
    root = ET.fromstring(answer.content)
    hrefs = [each.text or "" for each in root.iterfind("{DAV:}response/{DAV:}href")]
    return hrefs, root.findtext("{DAV:}sync-token", "")


def multiget(client: httpx.Client, collection: str, hrefs: Sequence[str]) -> list[Row]:
    """One page, each event parsed."""
    asked = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    body = f"{HEAD}<C:calendar-multiget {SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{asked}</C:calendar-multiget>"
    headers = {"Depth": "1", "Content-Type": "application/xml"}
    answer = client.request("REPORT", collection, content=body, headers=headers).raise_for_status()
    return [_row(each) for each in ET.fromstring(answer.content).iterfind("{DAV:}response")]


def _row(response: ET.Element) -> Row:
    text = response.findtext(".//{urn:ietf:params:xml:ns:caldav}calendar-data", "")
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    return response.findtext("{DAV:}href", ""), response.findtext(".//{DAV:}getetag", ""), str(event["SUMMARY"]), text


def main(url: str, collection: str, database: str) -> None:
    """The whole of it."""
    with httpx.Client(base_url=url, auth=("ana", "any"), trust_env=False, timeout=600) as client:
        hrefs, _token = listing(client, collection)
        rows = [row for at in range(0, len(hrefs), PAGE) for row in multiget(client, collection, hrefs[at : at + PAGE])]
    with sqlite3.connect(database) as store:
        store.execute("CREATE TABLE events (href TEXT PRIMARY KEY, etag TEXT, title TEXT, raw TEXT)")
        store.executemany("INSERT INTO events VALUES (?,?,?,?)", rows)
    print(len(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
