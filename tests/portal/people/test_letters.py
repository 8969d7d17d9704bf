"""Letters: written once an event, sent once, and never by itself again when nobody knows whether it went out."""

import datetime as dt
import email
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections, transaction
from django.tasks import TaskResultStatus
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from serai.portal.people.letters import SET_PASSWORD, write
from serai.portal.people.models import Letter
from serai.portal.people.tasks import PAUSES, claim, message_id, send_again, send_letter
from tests.factories import make_officer
from tests.portal.people.smtp import post

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def ani(db):
    return make_officer("Ani O'Brien", language="ru", time_zone="Asia/Yerevan")


def invitation(officer, key="invitation:1", **more):
    return write(
        officer, key=key, template="invitation", context={"by": "Cora <Coordinator>"}, **more
    )


def at_once(count, deed):
    """Do it in so many threads, all let go at the same moment."""
    gate = threading.Barrier(count)

    def doing(_):
        try:
            gate.wait(timeout=30)
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(doing, range(count)))


# Writing


def test_a_letter_is_plain_text_in_the_officers_language(ani):
    letter = invitation(ani)
    assert letter.language == "ru"
    assert "\n" not in letter.subject
    assert letter.subject
    assert "Ani O'Brien" in letter.text
    assert "Cora <Coordinator>" in letter.text


def test_the_same_event_is_written_once_to_each_officer(ani):
    assert invitation(ani) is not None
    assert invitation(ani) is None
    assert invitation(make_officer()) is not None
    assert Letter.objects.count() == 2


def test_nobody_writes_to_an_officer_who_may_not_sign_in(db):
    assert invitation(make_officer(is_active=False)) is None
    assert Letter.objects.count() == 0


def test_no_password_link_is_kept(ani):
    assert SET_PASSWORD in invitation(ani).text


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_write_one_letter():
    officer = make_officer()
    written = at_once(8, lambda: invitation(officer))
    assert len([letter for letter in written if letter]) == Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_tells_nobody(settings):
    settings.TASKS = DATABASE
    officer = make_officer()
    with transaction.atomic():
        invitation(officer)
        transaction.set_rollback(True)
    assert (Letter.objects.count(), DBTaskResult.objects.count()) == (0, 0)


# Sending


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_was_written(settings):
    settings.TASKS = DATABASE
    officer = make_officer("Nino")
    letter = invitation(officer)
    call_command("db_worker", "--batch", "--no-startup-delay", "--interval=0", verbosity=0)
    (sent,) = mail.outbox
    assert sent.to == [officer.email]
    assert sent.extra_headers["Message-ID"] == message_id(letter)
    letter.refresh_from_db()
    assert letter.sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_a_letter_once():
    letter = invitation(make_officer())
    outcomes = at_once(8, lambda: send_letter.call(letter.pk))
    assert sorted(outcomes) == ["not mine"] * 7 + ["sent"]
    assert len(mail.outbox) == 1


def test_a_letter_is_claimed_before_it_is_handed_over(ani):
    letter = invitation(ani)
    assert claim(letter.pk, now=timezone.now()) == letter
    # Killed here: the worker's queue runs the task again.
    assert send_letter.call(letter.pk) == "not mine"
    assert mail.outbox == []


def test_only_a_person_sends_a_letter_again_that_may_have_gone_out(ani, client):
    letter = invitation(ani)
    claim(letter.pk, now=timezone.now() - dt.timedelta(hours=1))
    client.force_login(make_officer(is_staff=True))
    assert letter.subject in client.get(reverse("letters")).content.decode()
    client.post(reverse("send_letter_again", args=[letter.pk]))
    assert send_letter.call(letter.pk) == "sent"
    assert len(mail.outbox) == 1
    assert client.post(reverse("send_letter_again", args=[letter.pk])).status_code == 404


def test_a_letter_that_is_being_sent_now_is_not_sent_again_by_hand(ani):
    letter = invitation(ani)
    claim(letter.pk, now=timezone.now())
    assert not send_again(letter, now=timezone.now())
    assert send_letter.call(letter.pk) == "not mine"


def test_the_same_letter_has_the_same_message_id(ani):
    letter = invitation(ani)
    assert message_id(letter) == message_id(Letter.objects.get(pk=letter.pk))
    assert message_id(letter) != message_id(invitation(make_officer()))


def test_an_invitation_to_the_calendar_says_what_it_asks_for(ani):
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    letter = invitation(ani, calendar=calendar, calendar_method="REQUEST")
    send_letter.call(letter.pk)
    message = email.message_from_bytes(
        mail.outbox[0].message().as_bytes(), policy=email.policy.default
    )
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached["Content-Type"].params["method"] == "REQUEST"
    assert "METHOD:REQUEST" in attached.get_content()


def test_the_link_of_an_invitation_sets_a_password_and_signs_in(client, ani):
    send_letter.call(invitation(ani).pk)
    link = re.search(
        r"http://127\.0\.0\.1:8000(/account/password/reset/key/\S+)", mail.outbox[0].body
    ).group(1)
    form = client.get(link, follow=True)
    password = "caravan on the silk road"
    client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    assert client.login(email=ani.email, password=password)


# Mail servers that do not take it


@pytest.mark.parametrize(
    "answers",
    [
        {"hello": "421 later"},
        {"hello": None},
        {"MAIL": "451 later"},
        {"RCPT": "450 full"},
        {"DATA": "451 later"},
    ],
)
def test_a_letter_that_was_surely_not_sent_is_tried_again_later(ani, settings, answers):
    settings.TASKS = DATABASE
    with post(**answers) as server:
        settings.MAILERS = server.mailers
        letter = invitation(ani)
        assert send_letter.call(letter.pk) == "put off"
    letter.refresh_from_db()
    assert letter.claimed_at is None
    assert letter.problem
    assert server.taken == []
    again = DBTaskResult.objects.order_by("enqueued_at").last()
    assert again.status == TaskResultStatus.READY
    assert again.run_after > timezone.now() + PAUSES[0] / 2


def test_nothing_listening_means_not_sent(ani, settings):
    with post() as server:
        settings.MAILERS = server.mailers
    letter = invitation(ani)
    assert send_letter.call(letter.pk) == "put off"


@pytest.mark.parametrize("answers", [{"RCPT": "550 nobody here"}, {"DATA": "554 refused"}])
def test_a_letter_refused_for_good_waits_for_a_person(ani, settings, answers):
    with post(**answers) as server:
        settings.MAILERS = server.mailers
        letter = invitation(ani)
        assert send_letter.call(letter.pk) == "refused"
    letter.refresh_from_db()
    assert letter.claimed_at is not None
    assert "55" in letter.problem


def test_after_the_last_attempt_a_person_must_look(ani, settings):
    with post(hello="421 later") as server:
        settings.MAILERS = server.mailers
        letter = invitation(ani)
        outcomes = [send_letter.call(letter.pk) for _ in range(len(PAUSES) + 2)]
    assert outcomes == ["put off"] * len(PAUSES) + ["refused", "not mine"]


def test_a_line_dropped_after_the_text_may_have_taken_it(ani, settings):
    with post(taken=None) as server:
        settings.MAILERS = server.mailers
        letter = invitation(ani)
        with pytest.raises(OSError, match="closed"):
            send_letter.call(letter.pk)
    letter.refresh_from_db()
    assert letter.claimed_at is not None
    assert letter.sent_at is None
    assert letter.problem
    assert send_letter.call(letter.pk) == "not mine"


def test_a_farewell_gone_wrong_does_not_unsend_a_letter(ani, settings):
    with post(QUIT=None) as server:
        settings.MAILERS = server.mailers
        letter = invitation(ani)
        assert send_letter.call(letter.pk) == "sent"
        assert len(server.taken) == 1


def test_on_the_console_a_letter_is_readable(ani, settings, capsys):
    settings.MAILERS = {"default": {"BACKEND": "serai.portal.people.console.EmailBackend"}}
    letter = invitation(
        ani, calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST"
    )
    Letter.objects.update(text="Уважаемая Ани!")
    assert send_letter.call(letter.pk) == "sent"
    written = capsys.readouterr().out
    assert f"To: {ani.email}" in written
    assert "Уважаемая Ани!" in written
    assert "[invite.ics]" in written
