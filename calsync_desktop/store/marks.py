"""What a database file and its rows are marked with, apart from the tables, because those cost the import of SQLAlchemy."""

APPLICATION_ID = 0x43414C53  # "CALS"
SCHEMA_VERSION = 2
GONE = "gone"
