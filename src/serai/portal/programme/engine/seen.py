"""What a person saw when a form was opened, kept in the form: whether it changed meanwhile is told field by field."""

import hashlib
import json
from collections.abc import Mapping


def seen(values: Mapping[str, str]) -> str:
    """A short text for a hidden field: the digest of each value by name."""
    return json.dumps(
        {name: digest(value) for name, value in values.items()}, separators=(",", ":")
    )


def changed(token: str, values: Mapping[str, str]) -> list[str]:
    """The names of the values that are not what was seen; all of them when the token is not one of ours."""
    try:
        known = json.loads(token)
    except ValueError:
        known = None
    if not isinstance(known, dict):
        return list(values)
    return [name for name, value in values.items() if known.get(name) != digest(value)]


def digest(value: str) -> str:
    """Twelve hexadecimal digits: enough to tell two texts apart, not to guard a secret."""
    return hashlib.sha256(value.encode()).hexdigest()[:12]
