"""Everyone in one programme, for tests of the portal."""

import pytest

from tests.factories import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()
