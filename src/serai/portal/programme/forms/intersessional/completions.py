"""A file of completions: sending it, saying which column is which, and the hours of courses."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from serai.portal.programme.engine.completions import FIELDS, REQUIRED, Order, Scale
from serai.portal.ui.files import UploadField
from serai.portal.ui.forms import Form
from serai.portal.ui.kinds import TABLES
from serai.portal.ui.sheets import SheetUnreadableError, Table, column_letter, read_table

LABELS = {
    "email": _("E-mail address"),
    "course": _("Course"),
    "date": _("Date of completion"),
    "score": _("Score"),
    "hours": _("Hours"),
}


class UploadForm(Form):
    """A table that can be read; what stands in it is judged on the next page."""

    file = UploadField(label=_("File from the platform"), allowed=TABLES)

    def clean_file(self) -> File[Any]:
        file: File[Any] = self.cleaned_data["file"]
        try:
            read_table(file)
        except SheetUnreadableError as unreadable:
            raise ValidationError(unreadable.reason) from unreadable
        finally:
            file.seek(0)
        return file


class ColumnsForm(Form):
    """Which column is which, which of day and month comes first, and how scores are written."""

    rows = [("email", "course", "date"), ("score", "hours")]
    order = forms.ChoiceField(
        label=_("Dates such as 03/04/2025"),
        required=False,
        choices=[
            ("", _("as the file shows")),
            (Order.DAY_MONTH, _("the day is first")),
            (Order.MONTH_DAY, _("the month is first")),
        ],
    )
    scale = forms.ChoiceField(
        label=_("Scores"),
        required=False,
        choices=[
            ("", _("as the file shows")),
            (Scale.PER_CENT, _("in per cent: 0 to 100")),
            (Scale.SHARE, _("as a share: 0 to 1")),
        ],
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(str(n), f"{column_letter(n)} · {name}") for n, name in enumerate(table.header)]
        for name in FIELDS:
            required = name in REQUIRED
            nothing = ("", _("choose a column") if required else _("none"))
            self.fields[name] = forms.TypedChoiceField(
                label=LABELS[name],
                required=required,
                choices=[nothing, *columns],
                coerce=int,
                empty_value=None,
            )
        self.order_fields([*FIELDS, "order", "scale"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken: dict[int, str] = {}
        for name in FIELDS:
            column = cleaned.get(name)
            if column in taken:
                self.add_error(name, _("This column was chosen above already."))
            elif column is not None:
                taken[column] = name
        return cleaned

    def columns(self) -> dict[str, int]:
        return {
            name: self.cleaned_data[name]
            for name in FIELDS
            if self.cleaned_data.get(name) is not None
        }

    def answers(self) -> dict[str, Any]:
        """`columns`, `order` and `scale` as the reading wants them."""
        order, scale = self.cleaned_data.get("order"), self.cleaned_data.get("scale")
        return {
            "columns": self.columns(),
            "order": Order(order) if order else None,
            "scale": Scale(scale) if scale else None,
        }


class HoursForm(Form):
    """The hours of each course that the file gives none for."""

    def __init__(
        self,
        *args: Any,
        courses: Sequence[str],
        remembered: Mapping[str, Decimal] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.courses = courses
        for n, course in enumerate(courses):
            self.fields[f"hours_{n}"] = forms.DecimalField(
                label=course,
                min_value=0,
                max_value=2000,
                decimal_places=1,
                initial=(remembered or {}).get(course.casefold()),
                error_messages={
                    "required": _(
                        "Say how many hours this course takes; 0 counts the course and no hours."
                    )
                },
            )

    def hours(self) -> dict[str, Decimal]:
        return {course: self.cleaned_data[f"hours_{n}"] for n, course in enumerate(self.courses)}


def as_hidden(answers: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The answers of a ColumnsForm as names and values of hidden inputs."""
    yield from ((name, str(column)) for name, column in answers["columns"].items())
    yield from ((name, str(answers[name])) for name in ("order", "scale") if answers[name])
