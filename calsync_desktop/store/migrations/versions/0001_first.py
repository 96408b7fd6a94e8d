"""The tables of the first release, frozen: what ``tables`` says later is added by later steps."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Carry out the statements below, one at a time."""
    for statement in STATEMENTS.split("\n;\n"):
        op.get_bind().exec_driver_sql(statement)


STATEMENTS = """
CREATE TABLE connections (
    id TEXT NOT NULL,
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    place TEXT DEFAULT '' NOT NULL,
    addresses TEXT DEFAULT '[]' NOT NULL,
    scopes TEXT DEFAULT '[]' NOT NULL,
    provider_user_id TEXT DEFAULT '' NOT NULL,
    provider_email TEXT DEFAULT '' NOT NULL,
    provider_metadata TEXT DEFAULT '{}' NOT NULL,
    sync_enabled BOOLEAN DEFAULT 1 NOT NULL,
    window_days INTEGER DEFAULT 30 NOT NULL,
    interval_minutes INTEGER DEFAULT 5 NOT NULL,
    on_conflict TEXT DEFAULT 'newest' NOT NULL,
    on_remote_delete TEXT DEFAULT 'delete' NOT NULL,
    hiding TEXT DEFAULT '{}' NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    error_message TEXT DEFAULT '' NOT NULL,
    last_sync_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT one_connection_an_account UNIQUE (provider, account, provider_user_id),
    CONSTRAINT window_days_in_range CHECK (window_days BETWEEN 7 AND 365),
    CONSTRAINT status_is_known CHECK (status IN ('active','expired','revoked','error'))
)
;
CREATE TABLE history (
    id TEXT NOT NULL,
    run TEXT,
    at TEXT NOT NULL,
    connection TEXT NOT NULL,
    calendar TEXT NOT NULL,
    appointment TEXT NOT NULL,
    title TEXT DEFAULT '' NOT NULL,
    direction TEXT NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT DEFAULT '[]' NOT NULL,
    "before" TEXT,
    "after" TEXT,
    loser TEXT,
    undone BOOLEAN DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
)
;
CREATE TABLE settings (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
)
;
CREATE TABLE authorizations (
    id TEXT NOT NULL,
    state_token TEXT NOT NULL,
    provider TEXT NOT NULL,
    redirect_uri TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT 'pending' NOT NULL,
    expires_at TEXT NOT NULL,
    connection TEXT,
    error_message TEXT DEFAULT '' NOT NULL,
    created_at TEXT NOT NULL,
    exchanged_at TEXT,
    PRIMARY KEY (id),
    UNIQUE (state_token),
    FOREIGN KEY(connection) REFERENCES connections (id) ON DELETE SET NULL
)
;
CREATE TABLE calendars (
    id TEXT NOT NULL,
    connection TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    color TEXT DEFAULT '' NOT NULL,
    access TEXT DEFAULT 'write' NOT NULL,
    zone TEXT DEFAULT '' NOT NULL,
    mails BOOLEAN DEFAULT 0 NOT NULL,
    selected BOOLEAN DEFAULT 1 NOT NULL,
    missing BOOLEAN DEFAULT 0 NOT NULL,
    cursor TEXT,
    page_cursor TEXT,
    round INTEGER DEFAULT 0 NOT NULL,
    listing INTEGER DEFAULT 0 NOT NULL,
    observed_at TEXT,
    PRIMARY KEY (id),
    CONSTRAINT one_row_a_calendar UNIQUE (connection, remote_id),
    FOREIGN KEY(connection) REFERENCES connections (id) ON DELETE CASCADE
)
;
CREATE TABLE runs (
    id TEXT NOT NULL,
    connection TEXT NOT NULL,
    started_at TEXT NOT NULL,
    seconds TEXT,
    status TEXT DEFAULT 'ok' NOT NULL,
    counts TEXT DEFAULT '{}' NOT NULL,
    error TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(connection) REFERENCES connections (id) ON DELETE CASCADE
)
;
CREATE TABLE appointments (
    id TEXT NOT NULL,
    calendar TEXT NOT NULL,
    uid TEXT NOT NULL,
    series TEXT,
    base TEXT,
    ours TEXT,
    theirs TEXT,
    theirs_modified TEXT,
    theirs_since TEXT,
    notify TEXT DEFAULT 'none' NOT NULL,
    follows TEXT,
    send_now BOOLEAN DEFAULT 0 NOT NULL,
    detached BOOLEAN DEFAULT 0 NOT NULL,
    retired BOOLEAN DEFAULT 0 NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(calendar) REFERENCES calendars (id) ON DELETE CASCADE
)
;
CREATE TABLE pieces (
    calendar TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    series TEXT NOT NULL,
    original_start TEXT,
    version TEXT,
    raw BLOB DEFAULT (x'') NOT NULL,
    content TEXT,
    modified TEXT,
    problem TEXT DEFAULT '' NOT NULL,
    round INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (calendar, remote_id),
    FOREIGN KEY(calendar) REFERENCES calendars (id) ON DELETE CASCADE
)
;
CREATE TABLE questions (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    connection TEXT NOT NULL,
    calendar TEXT,
    direction TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '{}' NOT NULL,
    since TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(connection) REFERENCES connections (id) ON DELETE CASCADE,
    FOREIGN KEY(calendar) REFERENCES calendars (id) ON DELETE CASCADE
)
;
CREATE TABLE faces (
    id INTEGER NOT NULL,
    appointment TEXT NOT NULL,
    original_start TEXT,
    title TEXT DEFAULT '' NOT NULL,
    location TEXT DEFAULT '' NOT NULL,
    zone TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT 'confirmed' NOT NULL,
    show_as TEXT DEFAULT 'busy' NOT NULL,
    visibility TEXT DEFAULT 'default' NOT NULL,
    my_reply TEXT DEFAULT '' NOT NULL,
    categories TEXT DEFAULT '' NOT NULL,
    all_day BOOLEAN DEFAULT 0 NOT NULL,
    series BOOLEAN DEFAULT 0 NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(appointment) REFERENCES appointments (id) ON DELETE CASCADE
)
;
CREATE TABLE field_times (
    appointment TEXT NOT NULL,
    path TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (appointment, path),
    FOREIGN KEY(appointment) REFERENCES appointments (id) ON DELETE CASCADE
)
 WITHOUT ROWID
;
CREATE TABLE intents (
    id TEXT NOT NULL,
    appointment TEXT NOT NULL,
    "group" TEXT NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    notify TEXT DEFAULT 'none' NOT NULL,
    sent TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(appointment) REFERENCES appointments (id) ON DELETE CASCADE
)
;
CREATE TABLE parked (
    id TEXT NOT NULL,
    calendar TEXT NOT NULL,
    appointment TEXT,
    remote_id TEXT DEFAULT '' NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT DEFAULT '{}' NOT NULL,
    attempts INTEGER DEFAULT 1 NOT NULL,
    since TEXT NOT NULL,
    retry_at TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(calendar) REFERENCES calendars (id) ON DELETE CASCADE,
    FOREIGN KEY(appointment) REFERENCES appointments (id) ON DELETE CASCADE
)
;
CREATE TABLE occurrences (
    face INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    local BOOLEAN DEFAULT 0 NOT NULL,
    original_start TEXT,
    FOREIGN KEY(face) REFERENCES faces (id) ON DELETE CASCADE
)
;
CREATE TABLE steps (
    intent TEXT NOT NULL,
    n INTEGER NOT NULL,
    verb TEXT NOT NULL,
    series TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    original_start TEXT,
    version TEXT,
    body TEXT NOT NULL,
    content TEXT,
    state TEXT DEFAULT 'open' NOT NULL,
    receipt TEXT,
    PRIMARY KEY (intent, n),
    FOREIGN KEY(intent) REFERENCES intents (id) ON DELETE CASCADE
)
 WITHOUT ROWID
;
CREATE INDEX ix_history_appointment ON history (appointment)
;
CREATE INDEX ix_history_at ON history (at)
;
CREATE INDEX ix_history_run ON history (run)
;
CREATE INDEX ix_calendars_connection ON calendars (connection)
;
CREATE INDEX ix_runs_connection ON runs (connection)
;
CREATE INDEX appointments_not_at_rest ON appointments (calendar) WHERE ours IS NOT NULL OR theirs IS NOT NULL
;
CREATE INDEX appointments_of_series ON appointments (calendar, series)
;
CREATE INDEX appointments_of_uid ON appointments (calendar, uid)
;
CREATE INDEX ix_appointments_calendar ON appointments (calendar)
;
CREATE INDEX pieces_of_series ON pieces (calendar, series)
;
CREATE INDEX ix_questions_connection ON questions (connection)
;
CREATE INDEX ix_faces_appointment ON faces (appointment)
;
CREATE INDEX ix_intents_appointment ON intents (appointment)
;
CREATE INDEX ix_intents_group ON intents ("group")
;
CREATE INDEX ix_parked_appointment ON parked (appointment)
;
CREATE INDEX ix_parked_calendar ON parked (calendar)
;
CREATE INDEX ix_occurrences_face ON occurrences (face)
;
CREATE INDEX occurrences_by_time ON occurrences (start, "end")
;
CREATE INDEX occurrences_long ON occurrences ("end", start) WHERE "end" - start > 172800
;
CREATE VIRTUAL TABLE search USING fts5(title, notes, location, people, tokenize='unicode61 remove_diacritics 2')
;
CREATE TRIGGER forget_words AFTER DELETE ON faces BEGIN DELETE FROM search WHERE rowid = old.id; END
"""
