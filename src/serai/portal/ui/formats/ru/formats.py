"""Russian without «г.», and with the time as the agenda prints it."""

DATE_FORMAT = "j E Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j E"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
FIRST_DAY_OF_WEEK = 1

# Ours, beside Django's names.
WEEKDAY_FORMAT = "l, j E"
MONTH_FORMAT = "F"
# Django's translation writes months as they stand at the beginning of a sentence.
LOWER_CASE_MONTHS = True
