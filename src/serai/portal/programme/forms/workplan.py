"""Goals, items, their state and evidence, adoption."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.people.models import Administration, Officer
from serai.portal.programme.actions.workplan import Proof
from serai.portal.programme.engine.reach import is_in_reach
from serai.portal.programme.engine.seen import seen
from serai.portal.programme.models import Goal, Membership, Programme, Role, WorkingGroup, WorkItem
from serai.portal.programme.permissions import is_coordinator, place
from serai.portal.programme.phases import ITEM_NEXT, GroupPhase, ItemPhase
from serai.portal.programme.queries.edited import ITEM
from serai.portal.programme.queries.headlines import dates
from serai.portal.ui.files import UploadField
from serai.portal.ui.forms import Form, ModelForm


class GoalForm(ModelForm):
    """A goal, in one language or both."""

    rows = [("title_en", "title_ru")]

    class Meta:
        model = Goal
        fields = ["title_en", "title_ru", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].required = False
        self.fields["order"].help_text = _("Empty: at the end.")
        if not self.instance.order:
            self.initial["order"] = None

    def clean_order(self) -> int:
        return self.cleaned_data.get("order") or self.instance.order or 0

    def clean(self) -> dict[str, Any]:
        return needs_title(self)


def needs_title(form: forms.ModelForm) -> dict[str, Any]:
    """Refuse a form without a title in either language."""
    cleaned = form.cleaned_data
    if not (cleaned.get("title_en") or cleaned.get("title_ru")):
        form.add_error("title_en", _("Write it in English or in Russian."))
    return cleaned


class OwnersField(forms.ModelMultipleChoiceField):
    """People of a programme, by administration."""

    widget = forms.CheckboxSelectMultiple

    def choose(self, owners: list[tuple[Officer, Administration | None]]) -> None:
        """Offer these, each under the administration they are in the programme for."""
        self.queryset = Officer.objects.filter(
            pk__in=[officer.pk for officer, _administration in owners]
        )
        groups: dict[str, list[tuple[int, str]]] = {}
        for officer, administration in owners:
            group = administration.short if administration else _("Coordinators and experts")
            groups.setdefault(group, []).append((officer.pk, officer.name_latin))
        self.choices = (
            list(groups.items())
            if len(groups) > 1
            else [one for group in groups.values() for one in group]
        )


class ItemForm(ModelForm):
    """An item without its state: that has its own form beside the evidence."""

    rows = [("title_en", "title_ru"), ("begins_on", "due_on")]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    owners = OwnersField(Officer.objects.none(), required=False, label=gettext_lazy("Owners"))

    class Meta:
        model = WorkItem
        fields = [
            "goal",
            "title_en",
            "title_ru",
            "administration",
            "owners",
            "begins_on",
            "due_on",
            "after",
            "note",
        ]
        widgets = {"after": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, programme: Programme, user: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.initial["seen"] = seen(ITEM.state(self.instance))
        own = None if is_coordinator(user, programme) else place(user, programme).administrations
        self.choose_administration(own)
        self.people = people_of(programme, own, keep=self.instance)
        fields: dict[str, Any] = self.fields
        fields["owners"].choose(self.people)
        goal, after = fields["goal"], fields["after"]
        goal.queryset = Goal.objects.filter(programme=programme)
        goal.empty_label = None
        others = WorkItem.objects.filter(goal__programme=programme).exclude(pk=self.instance.pk)
        # What was dropped is offered only where it stands already.
        kept = Q(before=self.instance.pk) if self.instance.pk else Q()
        offered = (
            others.filter(~Q(phase=ItemPhase.DROPPED) | kept)
            if self.instance.pk
            else others.exclude(phase=ItemPhase.DROPPED)
        )
        after.queryset = offered.distinct()
        after.help_text = _("This item waits for these.")
        if not after.queryset.exists():
            del self.fields["after"]

    def choose_administration(self, own: frozenset[int] | None) -> None:
        """The coordinator chooses among all or none; others only among their own."""
        field: Any = self.fields["administration"]
        administrations = Administration.objects.filter(participations__programme=self.programme)
        if own is None:
            field.empty_label = _("the programme's own")
            field.queryset = administrations
            return
        field.queryset = administrations.filter(pk__in=own)
        field.required, field.empty_label = True, None
        if len(own) == 1:
            # A ModelForm's own initial data, empty for a new item, would outweigh the field's.
            self.initial["administration"] = next(iter(own))
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = needs_title(self)
        begins, due = cleaned.get("begins_on"), cleaned.get("due_on")
        for name in ("begins_on", "due_on"):
            if cleaned.get(name) and not is_in_reach(cleaned[name]):
                self.add_error(name, _("This day is too far away to be meant."))
        if begins and due and due < begins:
            self.add_error("due_on", _("It would be due before it begins."))
        administration = cleaned.get("administration")
        if administration:
            home = {officer.pk: where for officer, where in self.people}
            strangers = [o for o in cleaned.get("owners", ()) if home.get(o.pk) != administration]
            if strangers:
                self.add_error(
                    "owners",
                    _("Not of %(administration)s: %(names)s.")
                    % {
                        "administration": administration.short,
                        "names": ", ".join(o.name_latin for o in strangers),
                    },
                )
        return cleaned


def people_of(
    programme: Programme, own: frozenset[int] | None, *, keep: WorkItem
) -> list[tuple[Officer, Administration | None]]:
    """Who can own an item: members, focal points, and for the programme's own items coordinators and experts.

    Narrowed to the administrations of `own` unless that is None. Owners an item has already stay on
    offer, so that saving it takes nobody off unasked.
    """
    members = Membership.objects.filter(programme=programme, left_on=None).select_related(
        "officer", "administration"
    )
    roles = (
        Role.objects.filter(programme=programme)
        .exclude(kind=Role.Kind.OBSERVER)
        .select_related("officer", "administration")
    )
    parts: list[Role | Membership] = [*roles, *members]
    found = {part.officer_id: (part.officer, part.administration) for part in parts}
    if own is not None:
        found = {pk: pair for pk, pair in found.items() if pair[1] and pair[1].pk in own}
    if keep.pk:
        for owner in keep.owners.select_related("administration"):
            found.setdefault(owner.pk, (owner, keep.administration))
    return sorted(
        found.values(), key=lambda pair: (pair[1].short if pair[1] else "", pair[0].name_latin)
    )


class UpdateForm(Form):
    """How far an item is, and a piece of evidence; only states that may follow are offered."""

    phase = forms.ChoiceField(label=gettext_lazy("State"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What shows it"),
        max_length=240,
        required=False,
        help_text=gettext_lazy("In a sentence."),
    )
    link = forms.URLField(label=gettext_lazy("Link"), required=False, assume_scheme="https")
    upload = UploadField(label=gettext_lazy("File"), required=False)

    def __init__(self, *args: Any, item: WorkItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = ItemPhase(item.phase)
        field: Any = self.fields["phase"]
        field.choices = [(p, p.label) for p in ItemPhase if p == now or p in ITEM_NEXT[now]]
        field.initial = item.phase

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("link") or cleaned.get("upload")) and not cleaned.get("text"):
            self.add_error("text", _("Say in a sentence what it shows."))
        return cleaned

    @property
    def proof(self) -> Proof | None:
        """The evidence, when any was given."""
        cleaned = self.cleaned_data
        return (
            Proof(cleaned["text"], cleaned["link"], cleaned["upload"]) if cleaned["text"] else None
        )


class AdoptForm(Form):
    """At which working group the plan is adopted, and on which day."""

    rows = [("group", "on")]
    group = forms.ModelChoiceField(
        WorkingGroup.objects.none(), label=gettext_lazy("Adopted at"), empty_label=None
    )
    on = forms.DateField(label=gettext_lazy("On"))

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.queryset = programme.working_groups.exclude(phase=GroupPhase.CLOSED)
        if programme.working_groups.filter(phase=GroupPhase.CLOSED).exists():
            field.help_text = _("A reported working group has to be opened again first.")

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        group, on = cleaned.get("group"), cleaned.get("on")
        # Where only the month is known, `start` is the first of it.
        if group and on and group.start and on < group.start:
            facts = {"group": group.code, "dates": dates(group)}
            self.add_error("on", _("This day is before %(group)s (%(dates)s).") % facts)
        return cleaned
