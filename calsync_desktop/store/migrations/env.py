"""Run the migrations on the connection that ``store.upgrading`` hands over, inside its transaction."""

from alembic import context

from calsync_desktop.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
