"""Files of declarations for the readers."""

from pathlib import Path

import pytest


@pytest.fixture
def written(tmp_path):
    """Writes a file of that name, text or bytes, and says where it is."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
