"""Long lists in SQL: one array instead of a parameter for each value, of which PostgreSQL takes no more than 65,535."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: sa.ColumnElement[str], values: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether the column is one of these texts."""
    return column == sa.any_(sa.literal(list(values), ARRAY(sa.Text)))


def rows(*columns: str, values: Iterable[Sequence[str | None]]) -> sa.TableValuedAlias:
    """These texts as a table called `given`, for writing many rows by one short statement.

    A parameter for each value costs more: reading a statement with thousands takes longer than carrying it out.
    """
    lists = list(zip(*values, strict=True)) or [()] * len(columns)
    arrays = (sa.literal(list(one), ARRAY(sa.Text)) for one in lists)
    table = sa.func.unnest(*arrays).table_valued(*(sa.column(name, sa.Text) for name in columns))
    return table.render_derived(name="given")
