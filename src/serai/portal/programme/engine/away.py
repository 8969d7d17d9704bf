"""How far off a day is, in words: “eleven weeks”."""

from django.utils.translation import pgettext

MOST = 12


def weeks_in_words(n: int) -> str:
    """A number of weeks as it is written in a sentence: in words up to twelve."""
    words = (
        pgettext("number of weeks", "one"),
        pgettext("number of weeks", "two"),
        pgettext("number of weeks", "three"),
        pgettext("number of weeks", "four"),
        pgettext("number of weeks", "five"),
        pgettext("number of weeks", "six"),
        pgettext("number of weeks", "seven"),
        pgettext("number of weeks", "eight"),
        pgettext("number of weeks", "nine"),
        pgettext("number of weeks", "ten"),
        pgettext("number of weeks", "eleven"),
        pgettext("number of weeks", "twelve"),
    )
    return words[n - 1] if 1 <= n <= MOST else str(n)
