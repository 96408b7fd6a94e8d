"""The tables of a profile's database, which the packaged migrations must add up to.

Times are ISO 8601 in UTC with Z unless a column says otherwise; JSON is compact text. ``appointments`` holds the three copies of design.md: ``base``,
``ours``, ``theirs`` are ``core.encoding`` JSON, NULL means "equal to base", and the word GONE means deleted on that side.

===================  ===========================  ============================================================
base                 ours / theirs                meaning
===================  ===========================  ============================================================
NULL                 JSON / NULL                  made here, not yet there
NULL                 NULL / JSON                  seen there, not yet taken
JSON                 NULL / NULL                  at rest
===================  ===========================  ============================================================
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()


def _flag(name: str, default: bool = False) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("1" if default else "0"))


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text(f"'{default}'"))


def _of(table: str, name: str, **options: object) -> Column[str]:
    return Column(name, Text, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, **options)  # type: ignore[arg-type]


settings = Table("settings", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("account", Text, nullable=False),
    _text("place"),
    _text("addresses", "[]"),
    _text("scopes", "[]"),
    _text("provider_user_id"),
    _text("provider_email"),
    _text("provider_metadata", "{}"),
    _flag("sync_enabled", True),
    Column("window_days", Integer, nullable=False, server_default=text("30")),
    Column("interval_minutes", Integer, nullable=False, server_default=text("5")),
    _text("on_conflict", "newest"),
    _text("on_remote_delete", "delete"),
    _text("hiding", "{}"),
    _text("status", "active"),
    _text("error_message"),
    Column("last_sync_at", Text),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    UniqueConstraint("provider", "account", "provider_user_id", name="one_connection_an_account"),
    CheckConstraint("window_days BETWEEN 7 AND 365", name="window_days_in_range"),
    CheckConstraint("status IN ('active','expired','revoked','error')", name="status_is_known"),
)

authorizations = Table(
    "authorizations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state_token", Text, nullable=False, unique=True),
    Column("provider", Text, nullable=False),
    _text("redirect_uri"),
    _text("state", "pending"),
    Column("expires_at", Text, nullable=False),
    Column("connection", Text, ForeignKey("connections.id", ondelete="SET NULL")),
    _text("error_message"),
    Column("created_at", Text, nullable=False),
    Column("exchanged_at", Text),
)

calendars = Table(
    "calendars",
    metadata,
    Column("id", Text, primary_key=True),
    _of("connections", "connection", index=True),
    Column("remote_id", Text, nullable=False),
    _text("name"),
    _text("color"),
    _text("access", "write"),
    _text("zone"),
    _flag("mails"),
    _flag("selected", True),
    _flag("missing"),
    Column("cursor", Text),
    Column("page_cursor", Text),
    # Each complete listing has a number; ``listing`` is the one under way (0: none), ``round`` the last that was completed.
    Column("round", Integer, nullable=False, server_default=text("0")),
    Column("listing", Integer, nullable=False, server_default=text("0")),
    Column("observed_at", Text),
    Column("scope_start", Text),  # what part of it was listed (NULL: no bound); what lies outside is retired
    Column("scope_end", Text),
    UniqueConstraint("connection", "remote_id", name="one_row_a_calendar"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Text, primary_key=True),
    _of("calendars", "calendar", index=True),
    Column("uid", Text, nullable=False),
    # The remote id of the series; NULL until the first write was composed.
    Column("series", Text),
    Column("base", Text),
    Column("ours", Text),
    Column("theirs", Text),
    # When theirs was last changed there, as the server says (UTC, corrected to our clock), and when we had last looked before.
    Column("theirs_modified", Text),
    Column("theirs_since", Text),
    _text("notify", "none"),
    # A split or a move is two rows: this one waits until the named one is there (create before trim, create before delete).
    Column("follows", Text),
    # Not held back by the sync window: the user said so, or it is an edit of something that is there.
    _flag("send_now"),
    _flag("detached"),
    _flag("retired"),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)
Index("appointments_of_series", appointments.c.calendar, appointments.c.series)
Index("appointments_of_uid", appointments.c.calendar, appointments.c.uid)
Index(
    "appointments_not_at_rest",
    appointments.c.calendar,
    sqlite_where=text("ours IS NOT NULL OR theirs IS NOT NULL"),
)

pieces = Table(
    "pieces",
    metadata,
    _of("calendars", "calendar", primary_key=True),
    Column("remote_id", Text, primary_key=True),
    Column("series", Text, nullable=False),
    Column("original_start", Text),
    Column("version", Text),
    Column("raw", LargeBinary, nullable=False, server_default=text("x''")),
    # Only where a piece is one of several of a series: its own content (core.encoding JSON).
    Column("content", Text),
    Column("modified", Text),
    _text("problem"),
    Column("round", Integer, nullable=False, server_default=text("0")),
    sqlite_with_rowid=True,
)
Index("pieces_of_series", pieces.c.calendar, pieces.c.series)

field_times = Table(
    "field_times",
    metadata,
    _of("appointments", "appointment", primary_key=True),
    Column("path", Text, primary_key=True),
    Column("at", Text, nullable=False),
    sqlite_with_rowid=False,
)

intents = Table(
    "intents",
    metadata,
    Column("id", Text, primary_key=True),
    _of("appointments", "appointment", index=True),
    Column("group", Text, nullable=False, index=True),
    _text("state", "open"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    _text("notify", "none"),
    # What base becomes when every step is done (core.encoding JSON or GONE).
    Column("sent", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)
steps = Table(
    "steps",
    metadata,
    _of("intents", "intent", primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("verb", Text, nullable=False),
    Column("series", Text, nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("original_start", Text),
    Column("version", Text),
    Column("body", Text, nullable=False),
    Column("content", Text),
    _text("state", "open"),
    Column("receipt", Text),
    sqlite_with_rowid=False,
)

faces = Table(
    "faces",
    metadata,
    Column("id", Integer, primary_key=True),
    _of("appointments", "appointment", index=True),
    Column("original_start", Text),
    _text("title"),
    _text("location"),
    _text("zone"),
    _text("status", "confirmed"),
    _text("show_as", "busy"),
    _text("visibility", "default"),
    _text("my_reply"),
    _text("categories"),
    _flag("all_day"),
    _flag("series"),
)

occurrences = Table(
    "occurrences",
    metadata,
    Column("face", Integer, ForeignKey("faces.id", ondelete="CASCADE"), nullable=False, index=True),
    # Timed: epoch seconds UTC. All-day and floating: the local wall time read as if it were UTC, and ``local`` is set.
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    _flag("local"),
    Column("original_start", Text),
    sqlite_with_rowid=True,
)
Index("occurrences_by_time", occurrences.c.start, occurrences.c.end)
# Few take more than two days: a view finds those that began long before it here, the others by their start.
Index("occurrences_long", occurrences.c.end, occurrences.c.start, sqlite_where=text('"end" - start > 172800'))

parked = Table(
    "parked",
    metadata,
    Column("id", Text, primary_key=True),
    _of("calendars", "calendar", index=True),
    Column("appointment", Text, ForeignKey("appointments.id", ondelete="CASCADE"), index=True),
    _text("remote_id"),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _text("detail", "{}"),
    Column("attempts", Integer, nullable=False, server_default=text("1")),
    Column("since", Text, nullable=False),
    Column("retry_at", Text),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    _of("connections", "connection", index=True),
    Column("calendar", Text, ForeignKey("calendars.id", ondelete="CASCADE")),
    _text("direction"),
    _text("detail", "{}"),
    Column("since", Text, nullable=False),
    Column("answer", Text),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    _of("connections", "connection", index=True),
    Column("started_at", Text, nullable=False),
    Column("seconds", Text),
    _text("status", "ok"),
    _text("counts", "{}"),
    _text("error"),
)

history = Table(
    "history",
    metadata,
    Column("id", Text, primary_key=True),
    Column("run", Text, index=True),
    Column("at", Text, nullable=False, index=True),
    Column("connection", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("appointment", Text, nullable=False, index=True),
    _text("title"),
    Column("direction", Text, nullable=False),
    Column("kind", Text, nullable=False),
    _text("fields", "[]"),
    # Before and after of what changed; ``loser`` what a clash put aside (core.encoding JSON, GONE or NULL).
    Column("before", Text),
    Column("after", Text),
    Column("loser", Text),
    _flag("undone"),
)

# FTS5 (SQLite 3.40: an ordinary table); rowid = faces.id, given anew: words that outlived their face would block the next, hence the trigger.
SEARCH = "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(title, notes, location, people, tokenize='unicode61 remove_diacritics 2')"
FORGET_WORDS = "CREATE TRIGGER forget_words AFTER DELETE ON faces BEGIN DELETE FROM search WHERE rowid = old.id; END"
