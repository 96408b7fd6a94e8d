"""Which part of a calendar is listed, where a service does not list all of it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """NULL on both sides: everything, as before."""
    op.get_bind().exec_driver_sql("ALTER TABLE calendars ADD COLUMN scope_start TEXT")
    op.get_bind().exec_driver_sql("ALTER TABLE calendars ADD COLUMN scope_end TEXT")
