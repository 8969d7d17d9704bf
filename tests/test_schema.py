"""A database made from the models is the one that migrations make."""

import importlib
import re
import sqlite3
from pathlib import Path

from django.core.management import call_command
from django.db import migrations

from tests.apart import python

ROOT = Path(__file__).resolve().parent.parent
MADE = {
    "from the models": "from serai.commands import schema; schema.create()",
    "by migrations": "from django.core.management import call_command; call_command('migrate', verbosity=0)",
}


def parts(statement: str) -> list[str]:
    """A CREATE statement without regard to the order of columns and constraints."""
    head, _, body = statement.partition("(")
    depth, found = 0, [""]
    for letter in body.rstrip()[:-1]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [head.strip(), *sorted(part.strip() for part in found)]


def schema(database: Path) -> dict[str, list[str]]:
    """Every table and index by name."""
    rows = (
        sqlite3.connect(database)
        .execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        .fetchall()
    )
    return {name: parts(re.sub(r"\s+", " ", sql)) for name, sql in rows}


def applied(database: Path) -> set[tuple[str, str]]:
    return set(sqlite3.connect(database).execute("SELECT app, name FROM django_migrations"))


def test_both_ways_end_in_the_same_schema(tmp_path):
    databases = []
    for way, code in MADE.items():
        data = tmp_path / way
        data.mkdir()
        made = python(
            f"import django; django.setup(); {code}",
            DJANGO_SETTINGS_MODULE="serai.portal.settings.demo",
            SERAI_DATA=str(data),
        )
        assert made.returncode == 0, made.stderr
        databases.append(data / "serai.sqlite3")
    modelled, migrated = map(schema, databases)
    assert modelled == migrated
    assert applied(databases[0]) == applied(databases[1])


def test_the_models_have_no_change_that_a_migration_lacks(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_our_migrations_hold_schema_only():
    """What a migration writes into tables would be missing where databases are made from the models."""
    writing = (migrations.RunPython, migrations.RunSQL)
    found = []
    for file in ROOT.glob("src/serai/portal/*/migrations/0*.py"):
        module = importlib.import_module(
            ".".join(file.relative_to(ROOT / "src").with_suffix("").parts)
        )
        found += [file.name for step in module.Migration.operations if isinstance(step, writing)]
    assert found == []
