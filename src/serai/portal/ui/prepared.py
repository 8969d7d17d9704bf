"""Queries that every page asks, compiled once a connection and run with new values.

Django builds the SQL of a query anew each time, which takes longer than the database needs for a
small one. `Prepared` keeps the SQL of a query whose shape never changes; each run binds its values
and reads the rows as the queryset would: objects with what they select, or tuples. The answer is
never kept.
"""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Expression, Field, QuerySet


class Given(Expression):
    """The place of a value that each run brings; a number unless a field says otherwise. Never None."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field or BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def bound(self, values: dict[str, Any], connection: Any) -> Any:
        """What this run brings, as the database wants it."""
        if values[self.name] is None:
            raise ValueError(f"{self.name} is None: a comparison with NULL finds nothing")
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Prepared[R]:
    """A query of fixed shape: `build` makes the queryset, with a `Given` for each value.

    It may select related objects, count and annotate, but not prefetch: that is another query.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, R]]) -> None:
        self.build = build

    def __call__(self, **values: Any) -> list[R]:
        """The rows found with these values."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        # A connection belongs to one thread, so nobody else runs what is kept on it.
        kept = connection.__dict__.setdefault("prepared", {})
        queryset, compiler, sql, params = kept.get(self) or kept.setdefault(self, self.compiled())
        bound = [p.bound(values, connection) if isinstance(p, Given) else p for p in params]
        compiler.as_sql = lambda: (sql, bound)
        return list(queryset._iterable_class(queryset))

    def compiled(self) -> tuple[QuerySet[Any, R], Any, str, tuple[Any, ...]]:
        """The queryset, held to one compiler, with its SQL and the values and places in it."""
        queryset = self.build()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        queryset.query.get_compiler = lambda using, **_: compiler  # type: ignore[method-assign]
        return queryset, compiler, sql, tuple(params)

    def one(self, **values: Any) -> R | None:
        """The first row found with these values, if any."""
        return next(iter(self(**values)), None)
