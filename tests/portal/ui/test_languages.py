"""Names of languages that somebody typed, in the language of who reads them."""

import pytest
from django.utils import translation

from serai.portal.ui.languages import in_readers_language


@pytest.mark.parametrize(
    ("typed", "english", "russian"),
    [
        ("English ↔ Русский", "English ↔ Russian", "английский ↔ русский"),
        ("английский, русский", "English, Russian", "английский, русский"),
        ("en/ru", "English/Russian", "английский/русский"),
        ("ქართული → english", "Georgian → English", "грузинский → английский"),
        ("Russian", "Russian", "русский"),
        (
            "English with Russian slides",
            "English with Russian slides",
            "English with Russian slides",
        ),
        ("English ↔", "English ↔", "English ↔"),
        ("", "", ""),
    ],
)
def test_names_of_languages_are_told_in_the_readers(typed, english, russian):
    for language, told in (("en", english), ("ru", russian)):
        with translation.override(language):
            assert in_readers_language(typed) == told
