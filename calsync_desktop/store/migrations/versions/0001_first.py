"""The tables of the first release."""

from alembic import op

from calsync_desktop.store.tables import FORGET_WORDS, SEARCH, metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Follow ``tables`` as long as nothing is released; then its statements are frozen here."""
    metadata.create_all(op.get_bind())
    op.execute(SEARCH)
    op.execute(FORGET_WORDS)
