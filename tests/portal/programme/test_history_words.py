"""The words of the history: no English is left in a Russian line."""

from django.utils import translation

from serai.portal.programme.models import Role
from serai.portal.programme.queries.history.lines import changes_of, lines_of


def test_the_administration_of_a_role_is_named_in_russian(cast):
    Role.objects.create(
        programme=cast.programme,
        officer=cast.member,
        kind=Role.Kind.FOCAL_POINT,
        administration=cast.georgia,
    )
    with translation.override("ru"):
        (line, *_earlier) = changes_of(lines_of(cast.programme, kind="roles")[:1])
        told = {change.field: change.now for change in line.changes}
    assert told == {"администрация": "Грузия"}


def test_what_was_done_agrees_with_every_gender_in_russian(cast):
    role = Role.objects.create(programme=cast.programme, officer=cast.member, kind="observer")
    role.delete()
    with translation.override("ru"):
        lines = changes_of(lines_of(cast.programme, kind="roles")[:2])
        assert [line.deed for line in lines] == ["удаление", "добавление"]
