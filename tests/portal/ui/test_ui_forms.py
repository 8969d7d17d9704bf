"""How forms are written: errors beside the field and on top, native inputs, rows."""

import datetime as dt
import re

import pytest
from django import forms as django_forms
from django.utils import translation

from serai.portal.ui import forms
from tests.portal.ui.gallery.samples import PlanForm


class SmallForm(forms.Form):
    name = django_forms.CharField(label="Name", max_length=5, help_text="As people say it.")
    note = django_forms.CharField(label="Note", required=False)


def test_only_fields_that_may_stay_empty_say_so():
    html = str(SmallForm())
    assert re.findall(r"<label[^>]*>(\w+)(?: <span class=\"optional\">(\w+)</span>)?", html) == [
        ("Name", ""),
        ("Note", "optional"),
    ]


def test_filters_do_not_say_optional():
    class Filters(SmallForm):
        says_optional = False

    assert "optional" not in str(Filters())


def test_what_is_wrong_is_beside_the_field_and_linked_to_it():
    html = str(SmallForm({"name": "too long"}))
    field = re.search(r"<input[^>]*name=\"name\"[^>]*>", html)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in field[0]
    assert 'id="id_name_helptext">As people say it.' in html
    assert '<ul class="errors" id="id_name_error">' in html


def test_what_was_typed_is_kept():
    html = str(SmallForm({"name": "too long", "note": "<kept>"}))
    assert 'value="too long"' in html
    assert 'value="&lt;kept&gt;"' in html


def test_every_problem_is_listed_on_top_with_a_link():
    form = PlanForm({"about": "", "hours": "0", "mode": "h", "host": "GE"})
    summary = str(form).partition('<div class="summary"')[2].partition("</div>")[0]
    assert "WG4 overlaps with the conference in Baku." in summary
    assert '<a href="#id_hours">Hours</a>' in summary
    assert summary.count("<li>") == sum(len(errors) for errors in form.errors.values())


def test_a_form_without_faults_has_no_summary():
    assert "summary" not in str(SmallForm())
    assert "summary" not in str(SmallForm({"name": "WG4"}))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_dates_are_native_inputs_whatever_the_language(language):
    with translation.override(language):
        form = PlanForm(
            initial={
                "start": dt.date(2025, 2, 3),
                "opens": dt.datetime(2025, 2, 3, 9, 30, tzinfo=dt.UTC),
            }
        )
        assert re.search(r'<input type="date" name="start"[^>]* value="2025-02-03"', str(form))
        assert re.search(
            r'<input type="datetime-local" name="opens"[^>]* value="2025-02-03T09:30"', str(form)
        )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_a_native_input_sends_is_understood(language):
    with translation.override(language):
        form = PlanForm({"start": "2025-02-03", "opens": "2025-02-03T09:30"})
        form.full_clean()
        assert form.cleaned_data["start"] == dt.date(2025, 2, 3)
        assert form.cleaned_data["opens"].hour == 9


def test_fields_of_a_row_stand_side_by_side_in_their_order():
    rows = [[field.name for field in row] for row in PlanForm().laid_out()]
    assert rows[0] == ["title_en", "title_ru"]
    assert ["start", "end", "hours"] in rows
    assert [name for row in rows for name in row].count("hours") == 1


def test_a_row_leaves_out_a_field_the_form_has_dropped():
    form = PlanForm()
    del form.fields["end"]
    assert ["start", "hours"] in [[field.name for field in row] for row in form.laid_out()]


def test_the_browser_is_told_the_language_of_a_text():
    html = str(PlanForm())
    assert re.search(r'name="title_ru"[^>]* lang="ru"', html)


def test_hidden_fields_are_written_once_and_without_a_label():
    html = str(PlanForm())
    assert len(re.findall(r'type="hidden" name="hidden"', html)) == 1
    assert "Hidden" not in html


def test_choices_are_a_group_with_a_legend():
    html = str(PlanForm())
    group = html.partition("<fieldset")[2].partition("</fieldset>")[0]
    assert '<legend class="form-label">Mode' in group
    assert group.count('type="radio"') == 3


def test_a_form_of_a_library_is_written_the_same_way():
    class TheirForm(django_forms.Form):
        code = django_forms.CharField(label="Code")

    html = str(TheirForm({"code": ""}))
    assert '<label class="form-label" for="id_code">Code</label>' in html
    assert '<a href="#id_code">Code</a>' in html
