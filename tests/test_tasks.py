"""The task worker: what a killed one had begun is done by the next."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.tasks import TaskResultStatus as Status
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from serai.commands import tasks

pytestmark = pytest.mark.django_db
ME, ANOTHER = "me", "another"


def begun(*workers: str, status: Status = Status.RUNNING, **fields) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        worker_ids=list(workers),
        args_kwargs={"args": [], "kwargs": {}},
        task_path="serai.portal.people.tasks.send_letter",
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
        **fields,
    )


def test_what_a_killed_worker_had_begun_waits_again():
    task = begun(ME)
    assert tasks.take_up_again(ME) == 1
    task.refresh_from_db()
    assert task.status == Status.READY


def test_what_another_worker_does_is_left_to_it():
    task = begun(ME, ANOTHER)
    assert tasks.take_up_again(ME) == 0
    task.refresh_from_db()
    assert task.status == Status.RUNNING


def test_what_killed_the_worker_three_times_is_given_up():
    task = begun(*[ME] * tasks.TRIES)
    assert tasks.take_up_again(ME) == 0
    task.refresh_from_db()
    assert task.status == Status.FAILED
    assert "begun 3 times" in task.traceback


def test_only_what_ended_long_ago_is_forgotten():
    now = timezone.now()
    kept = [
        begun(status=Status.READY),
        begun(
            ME, status=Status.SUCCESSFUL, finished_at=now - dt.timedelta(days=tasks.KEPT_DAYS - 1)
        ),
    ]
    begun(ME, status=Status.FAILED, finished_at=now - dt.timedelta(days=tasks.KEPT_DAYS + 1))
    Session.objects.create(
        session_key="old", session_data="", expire_date=now - dt.timedelta(days=1)
    )
    Session.objects.create(
        session_key="new", session_data="", expire_date=now + dt.timedelta(days=1)
    )
    tasks.tidy()
    assert set(DBTaskResult.objects.all()) == set(kept)
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_a_folder_has_the_same_worker_each_time(settings, tmp_path):
    assert tasks.worker_id() == tasks.worker_id()
    before = tasks.worker_id()
    settings.DATA = tmp_path
    assert tasks.worker_id() != before


def test_a_command_that_fails_by_the_clock_does_not_stop_the_others(monkeypatch, caplog):
    monkeypatch.setattr(tasks, "HOURLY", ("no_such_command", *tasks.HOURLY))
    tasks.every_hour()
    assert [record.args for record in caplog.records if record.name == "serai"] == [
        ("no_such_command",)
    ]
