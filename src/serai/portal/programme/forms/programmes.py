"""What makes up a programme: its topic, its administrations with quotas, its steps."""

import re
from typing import Any

from django import forms
from django.forms import BaseModelFormSet, modelformset_factory
from django.utils.translation import gettext_lazy as _

from serai.portal.people.models import Administration
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.errors import GroupReportedError
from serai.portal.programme.models import FormerSlug, Participation, Programme, WorkingGroup
from serai.portal.programme.phases import GroupPhase, ProgrammePhase
from serai.portal.programme.queries.edited import PROGRAMME
from serai.portal.ui.forms import Form, ModelForm

CODE = re.compile(r"\w[\w -]*")
TAKEN = {"new"}
"""Addresses below /programmes/ that are pages of their own."""


class ProgrammeForm(ModelForm):
    """A programme's topic, region, partners, address and dates for nominating."""

    rows = [
        ("topic_en", "topic_ru"),
        ("region_en", "region_ru"),
        ("partners", "slug"),
        ("nominations_close_on", "replacements_close_on"),
    ]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    phase = forms.ChoiceField(
        label=_("Phase"),
        choices=[
            (phase, phase.label) for phase in ProgrammePhase if phase != ProgrammePhase.PUBLISHED
        ],
    )

    class Meta:
        model = Programme
        fields = [
            "topic_en",
            "topic_ru",
            "region_en",
            "region_ru",
            "partners",
            "slug",
            "phase",
            "nominations_close_on",
            "replacements_close_on",
        ]
        help_texts = {"slug": _("After a change, old links still work.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen(PROGRAMME.state(self.instance))

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise forms.ValidationError(_("This address is taken by a page of its own."))
        if FormerSlug.objects.filter(slug=slug).exclude(programme=self.instance.pk).exists():
            raise forms.ValidationError(
                _("This was the address of another programme: letters still lead there.")
            )
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        closes, replaced = cleaned.get("nominations_close_on"), cleaned.get("replacements_close_on")
        if closes and replaced and replaced < closes:
            self.add_error(
                "replacements_close_on", _("Replacements can't end before nominations do.")
            )
        return cleaned


class ParticipationsForm(Form):
    """One row for each administration: takes part or not, members, votes."""

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        known = {p.administration_id: p for p in programme.participations.all()}
        self.administrations = list(Administration.objects.filter(kind=Administration.Kind.CUSTOMS))
        self.administrations.sort(key=lambda a: (a.pk not in known, a.short))
        for administration in self.administrations:
            now = known.get(administration.pk) or Participation()
            facts = {"administration": administration.short}
            part = {"class": "quota", "aria-label": _("%(administration)s: members") % facts}
            votes = {"class": "quota", "aria-label": _("%(administration)s: votes") % facts}
            self.fields[f"in_{administration.pk}"] = forms.BooleanField(
                label=administration.short, required=False, initial=administration.pk in known
            )
            self.fields[f"quota_{administration.pk}"] = forms.IntegerField(
                min_value=1,
                max_value=50,
                required=False,
                initial=now.quota,
                widget=forms.NumberInput(part),
            )
            self.fields[f"votes_{administration.pk}"] = forms.IntegerField(
                min_value=0,
                max_value=100,
                required=False,
                initial=now.votes,
                widget=forms.NumberInput(votes),
            )

    def table(
        self,
    ) -> list[tuple[Administration, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows as the page lays them out."""
        return [
            (a, self[f"in_{a.pk}"], self[f"quota_{a.pk}"], self[f"votes_{a.pk}"])
            for a in self.administrations
        ]

    def clean(self) -> dict[str, Any]:
        for administration in self.administrations:
            if not self.cleaned_data.get(f"in_{administration.pk}"):
                continue
            for column in ("quota", "votes"):
                name = f"{column}_{administration.pk}"
                if self.cleaned_data.get(name) is None and name not in self.errors:
                    self.add_error(
                        name,
                        _("Give a number for %(administration)s.")
                        % {"administration": administration.short},
                    )
        return self.cleaned_data

    def quotas(self) -> dict[Administration, tuple[int, int]]:
        """Quota and votes of those that take part."""
        return {
            a: (self.cleaned_data[f"quota_{a.pk}"], self.cleaned_data[f"votes_{a.pk}"])
            for a in self.administrations
            if self.cleaned_data.get(f"in_{a.pk}")
        }


class StepForm(ModelForm):
    """One step of a programme: its place in the order, its code and what it aims at."""

    rows = [("order", "code", "kind"), ("aim_en", "aim_ru")]

    class Meta:
        model = WorkingGroup
        fields = ["order", "code", "kind", "aim_en", "aim_ru"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.phase == GroupPhase.CLOSED:
            for name in ("code", "kind", "aim_en", "aim_ru"):
                self.fields[name].disabled = True
            self.fields["code"].help_text = GroupReportedError(self.instance).sentence

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(
                _("Letters, figures, spaces and hyphens only: it is part of the page's address.")
            )
        return code


class BaseSteps(BaseModelFormSet):
    """All steps of a programme at once; no two share a code."""

    def clean(self) -> None:
        super().clean()
        codes: set[str] = set()
        for form in self.forms:
            code = form.cleaned_data.get("code") if hasattr(form, "cleaned_data") else None
            if not code or form.cleaned_data.get("DELETE"):
                continue
            if code in codes:
                form.add_error("code", _("Another step has this code already."))
            codes.add(code)


Steps = modelformset_factory(
    WorkingGroup, form=StepForm, formset=BaseSteps, extra=1, can_delete=True
)
