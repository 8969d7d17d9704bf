"""The command line: what it refuses, what it chooses. Nothing here starts a server."""

import os
import socket
import subprocess
import sys

import pytest

from serai import cli
from serai.commands import demo, folder, manage, serve, server
from tests.apart import python

KEY = "nM5v0bq8cXGf2tYkzR7wLhJ3sPdQaE1uTiOyV4x6"
SERVABLE = {"SERAI_SECRET_KEY": KEY, "SERAI_DATA": "a-folder-that-is-not-there"}


def ask(*words: str):
    return cli.parser().parse_args(words)


def test_every_command_has_a_summary_and_runs():
    for module in cli.COMMANDS.values():
        assert (module.__doc__ or "").partition("\n")[0].endswith(".")
        assert callable(module.run)


def test_a_reader_who_stops_reading_is_no_fault():
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m serai.cli profiles sentence korea | head -n 1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("UV-01")
    assert done.stderr == ""


# Serving for real


def test_a_complete_environment_is_served():
    assert serve.refusals_of_environment(SERVABLE) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"SERAI_SECRET_KEY": ""}, "SERAI_SECRET_KEY is missing"),
        ({"SERAI_SECRET_KEY": "too-short"}, "SERAI_SECRET_KEY is missing, shorter than 32"),
        ({"SERAI_SECRET_KEY": "a" * 64}, "SERAI_SECRET_KEY"),
        ({"SERAI_DEMO": "1"}, "SERAI_DEMO is set"),
        ({"SERAI_DEMO": "0"}, "SERAI_DEMO is set"),
        (
            {"DJANGO_SETTINGS_MODULE": "serai.portal.settings.demo"},
            "names serai.portal.settings.demo",
        ),
        (
            {"DJANGO_SETTINGS_MODULE": "serai.portal.settings.test"},
            "names serai.portal.settings.test",
        ),
    ],
)
def test_serve_refuses(changed, reason):
    (refusal,) = serve.refusals_of_environment(SERVABLE | changed)
    assert reason in refusal


def test_serve_refuses_a_folder_that_holds_a_demonstration(tmp_path):
    folder.begin(tmp_path)
    (refusal,) = serve.refusals_of_environment(SERVABLE | {"SERAI_DATA": str(tmp_path)})
    assert "holds a demonstration" in refusal
    folder.finish(tmp_path, "digest")
    assert serve.refusals_of_environment(SERVABLE | {"SERAI_DATA": str(tmp_path)}) == [refusal]


def test_serve_names_every_reason_at_once():
    environment = {"SERAI_DEMO": "1", "DJANGO_SETTINGS_MODULE": "serai.portal.settings.demo"}
    assert len(serve.refusals_of_environment(environment)) == 3


def test_serve_exits_with_2_and_a_clear_message():
    result = python("from serai import cli; raise SystemExit(cli.main(['serve', '--port', '0']))")
    assert result.returncode == 2
    assert result.stderr.startswith("Serai does not start:\n- SERAI_SECRET_KEY is missing")
    assert "secrets.token_urlsafe" in result.stderr


# Demo mode


def test_no_variable_turns_demo_mode_on_in_production(tmp_path):
    code = (
        "import django; django.setup();"
        "from django.conf import settings; from django.urls import get_resolver;"
        "addresses = [str(entry.pattern) for entry in get_resolver().url_patterns];"
        "print(settings.DEMO, settings.DEBUG, any(a.startswith('demo') for a in addresses))"
    )
    tempting = ("SERAI_DEMO", "DEMO", "DJANGO_DEMO", "SERAI_DEBUG", "DJANGO_DEBUG", "DEBUG")
    result = python(
        code,
        DJANGO_SETTINGS_MODULE="serai.portal.settings.production",
        SERAI_SECRET_KEY=KEY,
        SERAI_DATA=str(tmp_path),
        **dict.fromkeys(tempting, "1"),
    )
    assert result.stdout == "False False False\n", result.stderr


def test_demo_mode_is_decided_by_one_constant_in_each_settings_file():
    from serai.portal.settings import test

    assert test.DEMO is False
    code = "import serai.portal.settings.demo as s; print(s.DEMO)"
    assert python(code).stdout == "True\n"


def test_a_demonstration_never_writes_into_a_real_database(tmp_path):
    code = "import serai.portal.settings.demo as s; print(s.DATABASES['default']['ENGINE'])"
    result = python(
        code, DATABASE_URL="postgres://somebody@a-real-server/customs", SERAI_DATA=str(tmp_path)
    )
    assert result.stdout == "django.db.backends.sqlite3\n", result.stderr


def test_demo_refuses_a_folder_with_real_data(tmp_path, capsys):
    (tmp_path / folder.DATABASE).touch()
    assert cli.main(["demo", "--data", str(tmp_path), "--no-open"]) == 2
    assert "not a demonstration" in capsys.readouterr().err


def test_the_demonstration_is_not_loaded_outside_demo_mode(db):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="demo mode only"):
        call_command("load_demonstration")


def test_a_demonstration_cut_short_is_made_again_and_a_whole_one_is_kept(tmp_path):
    folder.begin(tmp_path)
    (tmp_path / folder.DATABASE).write_text("half")
    assert folder.made_from(tmp_path) is None
    folder.begin(tmp_path)
    assert not (tmp_path / folder.DATABASE).exists()
    (tmp_path / folder.DATABASE).write_text("whole")
    folder.finish(tmp_path, "digest")
    assert folder.made_from(tmp_path) == "digest"
    assert (tmp_path / folder.DATABASE).exists()


# Ports


@pytest.fixture
def taken():
    """A port on which something listens."""
    with socket.socket() as listener:
        listener.bind((demo.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_gives_way_to_the_next_free_one(taken, monkeypatch, capsys):
    monkeypatch.setattr(demo, "PORT", taken)
    assert taken < demo.choose_port(None) <= taken + 20
    assert f"Port {taken} is taken" in capsys.readouterr().out


def test_a_port_asked_for_by_number_is_not_swapped(taken, capsys):
    assert demo.choose_port(taken) is None
    assert f"Port {taken} is taken. Try --port" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host, shown):
    assert server.address(host, 8000) == shown


# Folders


def test_a_folder_has_one_serai_at_a_time(tmp_path):
    with folder.only_one(tmp_path):
        second = folder.only_one(tmp_path, patience=0)
        with pytest.raises(folder.FolderInUseError, match="Another serai"):
            second.__enter__()
    with folder.only_one(tmp_path, patience=0):
        pass


# Django's commands


@pytest.mark.parametrize(
    ("words", "before", "module", "data"),
    [
        (["--demo", "check"], {}, manage.DEMO, "serai-demo"),
        (["--demo", "--data", "d", "check"], {"DJANGO_SETTINGS_MODULE": "other"}, manage.DEMO, "d"),
        (["check"], {}, manage.PRODUCTION, None),
        (["check"], {"DJANGO_SETTINGS_MODULE": "other"}, "other", None),
        (["--data", "d", "check"], {}, manage.PRODUCTION, "d"),
    ],
)
def test_manage_chooses_settings_by_what_is_said(monkeypatch, words, before, module, data):
    for name in ("DJANGO_SETTINGS_MODULE", "SERAI_DATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    # Set here so that monkeypatch takes out what the command puts in.
    monkeypatch.setattr(os, "environ", dict(os.environ))
    manage.choose_settings(ask("manage", *words))
    assert os.environ["DJANGO_SETTINGS_MODULE"] == module
    assert os.environ.get("SERAI_DATA") == data


def test_manage_hands_on_every_option():
    assert ask("manage", "migrate", "--plan", "-v", "2").further == ["migrate", "--plan", "-v", "2"]


def test_manage_without_a_key_says_how_to_reach_the_demonstration():
    result = python("from serai import cli; raise SystemExit(cli.main(['manage', 'check']))")
    assert result.returncode == 2
    assert "serai manage --demo" in result.stderr


# What the processes carry


def test_a_web_worker_starts_without_what_it_seldom_needs(tmp_path):
    code = (
        "import django; django.setup(); import sys; from django.urls import get_resolver;"
        "get_resolver().url_patterns; import serai.portal.wsgi;"
        "print([name for name in ('openpyxl', 'xlsxwriter', 'typst', 'segno') if name in sys.modules])"
    )
    result = python(
        code, DJANGO_SETTINGS_MODULE="serai.portal.settings.demo", SERAI_DATA=str(tmp_path)
    )
    assert result.stdout == "[]\n", result.stderr


def test_the_site_runs_without_what_screens():
    done = python(
        "import sys, django; django.setup(); import serai.portal.wsgi, serai.portal.urls;"
        "print(sorted({'polars', 'pyarrow', 'numpy', 'lark'} & set(sys.modules)))",
        DJANGO_SETTINGS_MODULE="serai.portal.settings.test",
    )
    assert done.stdout.strip() == "[]", done.stderr
