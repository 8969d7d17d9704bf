"""Asking for a tailored lecture and answering."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.portal.people.models import Officer
from serai.portal.programme.models import Challenge, Contributor, Programme, Session, WorkingGroup
from serai.portal.programme.phases import ChallengePhase
from serai.portal.programme.queries.lectures import experts_of, open_challenges
from serai.portal.programme.queries.votes import coming_groups
from serai.portal.ui.forms import Form


class AskLectureForm(Form):
    """A lecture that does not exist yet: its title, what it answers, who is asked, for which working group."""

    rows = [("title_en", "title_ru")]

    title_en = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One language is enough."),
    )
    title_ru = forms.CharField(
        label=gettext_lazy("Title in Russian"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One language is enough."),
    )
    challenges = forms.ModelMultipleChoiceField(
        Challenge.objects.none(),
        label=gettext_lazy("What it answers"),
        widget=forms.CheckboxSelectMultiple,
    )
    experts = forms.ModelMultipleChoiceField(
        Officer.objects.none(),
        label=gettext_lazy("Who is asked"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Each gets a letter with the challenges' text and answers for themselves."
        ),
    )
    group = forms.ModelChoiceField(
        WorkingGroup.objects.none(), label=gettext_lazy("Working group"), empty_label=None
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = WorkingGroup.objects.filter(
            pk__in=[group.pk for group in coming_groups(programme)]
        )
        offered = open_challenges(programme)
        # One that is merged while the form is open is taken for the one it went into.
        merged = Challenge.objects.filter(programme=programme, phase=ChallengePhase.MERGED)
        choose(self, "challenges", offered | merged)
        field: Any = self.fields["challenges"]
        field.choices = [(challenge.pk, str(challenge)) for challenge in offered]
        choose(self, "experts", experts_of(programme))
        choose(self, "group", groups.order_by("order", "pk"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("title_en") or cleaned.get("title_ru")):
            self.add_error("title_en", _("Give it a title in English or in Russian."))
        return cleaned


class AskAnotherForm(Form):
    """One more expert for a lecture; one who refused can be asked again."""

    expert = forms.ModelChoiceField(
        Officer.objects.none(), label=gettext_lazy("Expert"), empty_label=None
    )

    def __init__(self, *args: Any, lecture: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Contributor.objects.filter(session=lecture).exclude(
            answer=Contributor.Answer.REFUSED
        )
        choose(
            self,
            "expert",
            experts_of(lecture.working_group.programme).exclude(pk__in=taken.values("officer")),
        )


class AnswerLectureForm(Form):
    """An expert's answer. A refusal needs a word of reason, so that somebody else can be asked well."""

    answer = forms.ChoiceField(
        choices=[("agree", gettext_lazy("I agree")), ("refuse", gettext_lazy("I refuse"))],
        widget=forms.RadioSelect,
        label=gettext_lazy("Answer"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        widget=forms.Textarea,
        required=False,
        help_text=gettext_lazy("When you refuse: why."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "refuse" and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say why, so that somebody else can be asked."))
        return cleaned


def choose(form: forms.Form, name: str, among: QuerySet[Any]) -> None:
    """Let a field choose among these."""
    field: Any = form.fields[name]
    field.queryset = among
