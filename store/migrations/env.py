"""Alembic runs this file. The connection, in a transaction, comes from store.database.migrate."""

from alembic import context

from store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
