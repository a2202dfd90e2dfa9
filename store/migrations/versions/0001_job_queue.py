"""The tables and functions of the job queue, as procrastinate ships them."""

import importlib.metadata
from typing import Any

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PROCRASTINATE = "3.10.0"  # a newer one brings its own migrations, which then become a revision here


def upgrade() -> None:
    found = importlib.metadata.distribution("procrastinate")
    if found.version != PROCRASTINATE:
        raise RuntimeError(
            f"procrastinate {found.version} is installed, but its tables are known here for {PROCRASTINATE} only: "
            "install the locked versions (uv sync)."
        )
    schema = found.read_text("../procrastinate/sql/schema.sql")
    if schema is None:
        raise RuntimeError(
            "procrastinate is installed without its schema.sql: install it again (uv sync --reinstall)."
        )
    # Without parameters, so that the percent signs in it stay what they are.
    connection: Any = op.get_bind().connection.driver_connection
    connection.execute(schema)
