# Thin names over the real commands; `just` lists them.

_default:
    @just --list --unsorted

# install everything, pinned
setup:
    uv sync

# the demonstration, in the browser
run *options:
    uv run serai demo {{ options }}

# the whole suite, or the part named
test *parts:
    uv run pytest {{ parts }}

# put code into shape
fmt:
    uv run ruff check --fix
    uv run ruff format

# what CI checks beside the tests
check:
    uv run ruff check
    uv run ruff format --check
    uv run mypy
    uv run lint-imports --no-logo
    uv run python scripts/constraints.py --check

# measure: `just bench portal`
bench name *options:
    uv run serai bench {{ name }} {{ options }}

# the tests that hold the documentation to the code
docs:
    uv run pytest tests/test_docs.py

# bring the Russian catalogs up to the code, and compile them
messages:
    uv run python scripts/messages.py update

# everything that must hold before a change lands
ci:
    .ci/run
