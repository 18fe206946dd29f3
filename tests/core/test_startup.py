"""Production refuses to start with unsafe settings, and the doctor says why."""

import pytest

from bureau.installation import database_problems
from core import senders, startup
from core.startup import UnsafeSettings, refuse_unsafe, setting_problems

SAFE = {"MODE": "production", "SECRET_KEY": "k" * 48, "DEBUG": False, "SESSION_COOKIE_SECURE": True, "TRUSTED_HOSTS": ["jobs.example.cn"],
        "PUBLIC_URL": "https://jobs.example.cn", "KEYS_FILE": "/nonexistent/keys.json", "SQLALCHEMY_DATABASE_URI": "postgresql+psycopg://x/y",
        "BEHIND_PROXY": True, "STAFF_TOTP": True, "SMS_SENDER": "gateway:x"}


@pytest.fixture
def safe(app, monkeypatch):
    monkeypatch.setitem(senders.KINDS, "gateway", senders.file_sender)
    return SAFE | {"SESSION_IDLE": app.config["SESSION_IDLE"]}


def test_safe_settings_start(safe):
    assert setting_problems(safe) == []
    refuse_unsafe(safe)


@pytest.mark.parametrize(("change", "code"), [
    ({"SECRET_KEY": "dev"}, "secret_key"), ({"SECRET_KEY": "short"}, "secret_key"), ({"DEBUG": True}, "debug"), ({"SESSION_COOKIE_SECURE": False}, "cookies"),
    ({"TRUSTED_HOSTS": None}, "trusted_hosts"), ({"TRUSTED_HOSTS": ["*"]}, "trusted_hosts"), ({"PUBLIC_URL": "http://jobs.example.cn"}, "public_url"),
    ({"SMS_SENDER": ""}, "no_sender"), ({"SMS_SENDER": "pigeon:post"}, "no_sender"), ({"SMS_SENDER": "file:"}, "no_sender"),
])
def test_each_unsafe_setting_stops_production(safe, change, code):
    settings = safe | change
    assert [p.code for p in setting_problems(settings)] == [code]
    with pytest.raises(UnsafeSettings, match=code):
        refuse_unsafe(settings)
    refuse_unsafe(settings | {"MODE": "local"})


@pytest.mark.parametrize(("key", "code"), [("KEYS_FILE", "keys_file"), ("SQLALCHEMY_DATABASE_URI", "database_file")])
def test_files_others_can_read_stop_production(safe, tmp_path, key, code):
    path = tmp_path / "file"
    path.write_text("x")
    path.chmod(0o644)
    settings = safe | {key: path if key == "KEYS_FILE" else f"sqlite:///{path}"}
    assert [p.code for p in setting_problems(settings)] == [code]
    path.chmod(0o600)
    assert setting_problems(settings) == []


@pytest.mark.parametrize(("change", "code"), [({"BEHIND_PROXY": False}, "proxy"), ({"STAFF_TOTP": False}, "second_factor"),
                                                ({"SMS_SENDER": "file:/tmp/x"}, "trial_sender")])
def test_warnings_do_not_stop_it(safe, change, code):
    settings = safe | change
    assert [p.code for p in setting_problems(settings)] == [code]
    refuse_unsafe(settings)


def test_a_known_administrator_password_is_found(app, make):
    from accounts.passwords import hash_password
    make.account(login="admin", staff_role="security_admin", station_code="211382", password_hash=hash_password("Admin123456"))
    assert "default_admin" in [p.code for p in database_problems(app.config)]


def test_a_wrong_clock_is_found(app, monkeypatch):
    monkeypatch.setattr("bureau.installation.clock_skew", lambda _url: 75.0)
    assert "clock" in [p.code for p in database_problems({**app.config, "MODE": "production"})]
    monkeypatch.setattr("bureau.installation.clock_skew", lambda _url: None)
    assert "clock" not in [p.code for p in database_problems({**app.config, "MODE": "production"})]


def test_skew_of_an_unreachable_address_is_unknown(app):
    assert startup.clock_skew("http://127.0.0.1:9") is None
    assert startup.clock_skew("file:///etc/passwd") is None
