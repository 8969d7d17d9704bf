"""Raising challenges, giving votes, merging, telling what became of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.models import (
    Challenge,
    Membership,
    Programme,
    Role,
    Session,
    ThreadEntry,
    WorkingGroup,
)
from serai.portal.programme.permissions import is_coordinator, place
from serai.portal.programme.phases import GroupPhase
from serai.portal.programme.queries.challenges import Row
from serai.portal.programme.queries.edited import CHALLENGE
from serai.portal.programme.queries.votes import Pot
from serai.portal.ui.forms import Form, ModelForm

MOST_VOTES = 1000
"""More than any pot: what is over the pot is refused by name, what is over this is no number of votes."""


class ChallengeForm(ModelForm):
    """A challenge or training need, in English, in Russian or in both."""

    rows = [("title_en", "title_ru"), ("about_en", "about_ru")]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Challenge
        fields = ["kind", "title_en", "title_ru", "about_en", "about_ru", "raised_at"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "title_en": gettext_lazy("One language is enough."),
            "title_ru": gettext_lazy("One language is enough."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.initial["seen"] = seen(CHALLENGE.state(self.instance))
        groups = programme.working_groups.all()
        field: Any = self.fields["raised_at"]
        here = self.instance.raised_at
        if here and here.phase == GroupPhase.CLOSED:
            # Its report counts the challenge: it stays there.
            field.disabled = True
        else:
            groups = groups.exclude(phase=GroupPhase.CLOSED)
        field.queryset, field.empty_label = groups, _("between working groups")
        if not self.instance.pk and not self.initial.get("raised_at"):
            self.initial["raised_at"] = group_of_the_day(list(groups))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("title_en") or cleaned.get("title_ru")) and not self.errors:
            self.add_error("title_en", _("Give it a title in English or in Russian."))
        return cleaned


def group_of_the_day(groups: Sequence[WorkingGroup]) -> WorkingGroup | None:
    """The working group that is held now, else the last that was."""
    today = timezone.localdate()
    current = next((g for g in groups if g.days and g.days[0] <= today <= g.days[-1]), None)
    return current or next((g for g in reversed(groups) if g.is_held), None)


class RaiseForm(ChallengeForm):
    """A new challenge. The coordinator says on whose behalf; somebody of two administrations says for which."""

    author = forms.ModelChoiceField(
        Officer.objects.none(),
        required=False,
        label=gettext_lazy("On behalf of"),
        empty_label=gettext_lazy("myself"),
    )

    field_order = ["author", "kind", "title_en", "title_ru", "about_en", "about_ru", "raised_at"]

    def __init__(self, *args: Any, user: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if is_coordinator(user, self.programme):
            self.represented = represented_in(self.programme)
            choice: Any = self.fields["author"]
            choice.queryset = Officer.objects.filter(pk__in=self.represented).select_related(
                "administration"
            )
            choice.label_from_instance = self.label_of
        else:
            self.represented = dict.fromkeys(
                [user.pk], next(iter(place(user, self.programme).administrations), None)
            )
            del self.fields["author"]

    def label_of(self, officer: Officer) -> str:
        """Name and administration of somebody a challenge can be raised for."""
        return (
            f"{officer.name_latin} · {officer.administration.short}"
            if officer.administration
            else officer.name_latin
        )

    @property
    def raiser(self) -> Officer:
        """Who raises it."""
        return self.cleaned_data.get("author") or self.user

    @property
    def administration(self) -> Administration | None:
        key = self.represented.get(self.raiser.pk)
        return Administration.objects.get(pk=key) if key else None


def represented_in(programme: Programme) -> dict[int, int | None]:
    """Members and focal points of a programme, each with the administration they raise challenges for."""
    found: dict[int, int | None] = dict(
        Role.objects.filter(programme=programme, kind=Role.Kind.FOCAL_POINT).values_list(
            "officer_id", "administration_id"
        )
    )
    members = Membership.objects.filter(programme=programme, left_on=None)
    found.update(members.values_list("officer_id", "administration_id"))
    return found


class VotesForm(Form):
    """A number for each open challenge; buttons add one or take one away.

    Beside each number goes what it was when the page was shown: only numbers that were changed here
    are sent on, so that two members who vote at once do not undo each other.
    """

    def __init__(self, data: Mapping[str, Any] | None, *, rows: Sequence[Row], pot: Pot) -> None:
        super().__init__(data)
        self.challenges, self.pot = rows, pot
        for row in rows:
            label = _("Votes for “%(title)s”") % {"title": row.title}
            attrs = {
                "class": "form-control votes-number",
                "aria-label": label,
                "inputmode": "numeric",
            }
            self.fields[f"n{row.pk}"] = forms.IntegerField(
                min_value=0,
                max_value=MOST_VOTES,
                required=False,
                label=row.title,
                initial=pot.given.get(row.pk, 0),
                widget=forms.NumberInput(attrs),
            )
            self.fields[f"was{row.pk}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput
            )

    def table(self) -> list[tuple[Row, forms.BoundField, int]]:
        """Each challenge with its field and what it has from this administration now."""
        return [(row, self[f"n{row.pk}"], self.pot.given.get(row.pk, 0)) for row in self.challenges]

    @property
    def counts(self) -> dict[int, int]:
        """The numbers that were changed, by challenge."""
        step = self.step()
        found = {}
        for row in self.challenges:
            was = self.cleaned_data.get(f"was{row.pk}")
            before = self.pot.given.get(row.pk, 0) if was is None else was
            wanted = self.cleaned_data.get(f"n{row.pk}")
            count = (before if wanted is None else wanted) + (
                step[1] if step and step[0] == row.pk else 0
            )
            if count != before:
                found[row.pk] = max(count, 0)
        return found

    def step(self) -> tuple[int, int] | None:
        """The challenge whose button was pressed, and one more or one less."""
        for name, change in (("more", 1), ("less", -1)):
            pressed = self.data.get(name, "")
            if pressed.isdecimal():
                return int(pressed), change
        return None


class CloseVotesForm(Form):
    """When votes are no longer taken."""

    at = forms.DateTimeField(
        label=gettext_lazy("Votes are taken until"), widget=forms.DateTimeInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["at"].help_text = _("In your time zone, %(zone)s.") % {"zone": zone}


class MergeForm(Form):
    """The challenge that another is merged into."""

    into = forms.TypedChoiceField(
        label=gettext_lazy("The one that stays"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, candidates: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.choices = [(row.pk, row.title) for row in candidates]


class ThreadEntryForm(ModelForm):
    """What became of a challenge."""

    rows = [("stage", "on")]

    class Meta:
        model = ThreadEntry
        fields = ["stage", "on", "text", "link"]
        widgets = {"link": forms.URLInput(attrs={"placeholder": "https://"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("on", timezone.localdate())

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return on


class LinkSessionsForm(Form):
    """Sessions of the programme that take up a challenge."""

    sessions = forms.ModelMultipleChoiceField(
        Session.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Sessions"),
    )

    def __init__(self, *args: Any, groups: Mapping[str, Sequence[Session]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sessions"]
        keys = [session.pk for sessions in groups.values() for session in sessions]
        field.queryset = Session.objects.filter(Q(pk__in=keys)).select_related("working_group")
        field.choices = [
            (code, [(s.pk, f"{s.title} · {s.get_kind_display().lower()}") for s in sessions])
            for code, sessions in groups.items()
        ]
