"""Which column is which, by its heading in English or Russian, as platforms write them (Moodle, CLiKC!, iSpring)."""

import re
import unicodedata
from collections.abc import Sequence

from serai.portal.ui.sheets import Table

FIELDS = ("email", "course", "date", "score", "hours")
REQUIRED = ("email", "course", "date")

# The first heading found wins: “Course full name” before “Course”.
WRITTEN = {
    "email": """
        email address, email, e mail, e mail address, mail, user email, learner email,
        participant email, user s email, email пользователя, адрес электронной почты,
        электронная почта, эл почта, почта, электронный адрес, адрес e mail, имейл, адрес эл
        почты
    """,
    "course": """
        course full name, full course name, course fullname, course name, course title,
        course, title, elearning course, e learning course, activity, module, learning item,
        полное название курса, название курса, наименование курса, курс, название, учебный
        курс, электронный курс, модуль
    """,
    "date": """
        completion date, date completed, completed on, date of completion, course completion
        date, time completed, completion time, course completed, completed, completed date,
        finished on, date finished, date, дата завершения, дата окончания, дата прохождения,
        время завершения, дата завершения курса, завершен, завершено, курс завершен,
        окончен, окончено, пройден, дата
    """,
    "score": """
        final grade, course grade, course total, grade, score, final score, result, mark,
        points, percentage, итоговая оценка, итоговый балл, итог курса, итоговая оценка за
        курс, оценка, балл, баллы, результат, процент
    """,
    "hours": """
        hours, duration hours, duration in hours, duration h, course hours, study hours,
        часы, часов, количество часов, объем часов, объем ч, длительность ч, длительность
        часов, академических часов, академические часы
    """,
}
HEADINGS = {
    field: tuple(" ".join(name.split()) for name in names.split(","))
    for field, names in WRITTEN.items()
}


def recognise(headings: Sequence[str]) -> dict[str, int]:
    """The column of each field that could be told by its heading; a column is taken once."""
    plain = [normal(heading) for heading in headings]
    shorter = [normal(re.sub(r"\(.*?\)", " ", heading)) for heading in headings]
    found: dict[str, int] = {}
    for field, known in HEADINGS.items():
        for name in known:
            column = next(
                (
                    n
                    for n in range(len(plain))
                    if name in (plain[n], shorter[n]) and n not in found.values()
                ),
                None,
            )
            if column is not None:
                found[field] = column
                break
    return found


def headed(table: Table, *, within: int = 10) -> Table:
    """The table from the row that names the columns, when a title or a date of export stands above it."""
    if is_header(table.header):
        return table
    for n, row in enumerate(table.rows[:within]):
        if is_header(row.cells):
            return Table(row.cells, table.rows[n + 1 :])
    return table


def is_header(headings: Sequence[str]) -> bool:
    """Whether these headings name all that a completion needs."""
    return recognise(headings).keys() >= set(REQUIRED)


def normal(heading: str) -> str:
    """Lower case, one space between words, no punctuation, ё as е."""
    text = unicodedata.normalize("NFKC", heading).casefold().replace("ё", "е")
    return re.sub(r"[\W_]+", " ", text).strip()
