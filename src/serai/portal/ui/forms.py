"""How forms look, and the two base classes ours derive from.

`{{ form }}` writes the whole form: what is wrong, on top, with links; then each field with its label,
“optional” in words where it may stay empty, its help and, beside it, its errors. Any form is written
this way, ours or a library's. Deriving from `Form` or `ModelForm` adds native date and time inputs
and fields side by side::

    class PlanGroupForm(forms.ModelForm):
        rows = [("title_en", "title_ru"), ("start", "end")]
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms and fields from `templates/ui/forms`, widgets from `templates/django/forms/widgets`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


# Browsers want ISO values in these inputs, whatever the page's language.
NATIVE = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


class Laid(forms.BaseForm):
    """Native inputs, and fields laid out in `rows`."""

    rows: ClassVar[Sequence[tuple[str, ...]]] = ()
    """Names of fields that stand side by side; the row takes the place of its first field."""

    says_optional: ClassVar[bool] = True
    """Whether fields that may stay empty say so; a form of filters does not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            make_native(field.widget)
            if name.endswith(("_en", "_ru")):
                field.widget.attrs.setdefault("lang", name[-2:])

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"rows": self.laid_out()}

    def laid_out(self) -> list[list[forms.BoundField]]:
        """The visible fields, as rows of one or several."""
        row_of = {name: row for row in self.rows for name in row}
        placed: set[str] = set()
        laid = []
        for field in self.visible_fields():
            if field.name not in placed:
                names = [
                    name for name in row_of.get(field.name, (field.name,)) if name in self.fields
                ]
                laid.append([self[name] for name in names])
                placed.update(names)
        return laid


def make_native(widget: forms.Widget) -> None:
    """Let the browser offer its own date and time inputs, and textareas grow with what is typed."""
    for kind, input_type, written in NATIVE:
        if isinstance(widget, kind):
            # A class of its own may have chosen another type already.
            if widget.input_type == "text":
                widget.input_type, widget.format = input_type, written
            return
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "3"
        widget.attrs.pop("cols", None)


class Form(Laid, forms.Form):
    """The form all ours derive from."""


class ModelForm(Laid, forms.ModelForm):
    """The model form all ours derive from."""
