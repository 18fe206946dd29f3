"""Settings from the environment; nothing else reads `os.environ`."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from environs import Env

ROOT = Path(__file__).resolve().parent.parent
UNSAFE_SECRETS = {"", "dev", "secret", "changeme", "change-me", "development"}


def _secret(instance: Path, given: str) -> str:
    """The given secret, or the one kept beside the database (made on first use, readable by its owner only)."""
    if given:
        return given
    path = instance / "secret"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'rongqiao.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def _rules(env: Env) -> dict[str, int]:
    """How much and how long: what the bureau decides, not the machine's operator."""
    return {
        "FAIR_PERMIT_FROM": env.int("FAIR_PERMIT_FROM", 1000),
        "FAIR_PERMIT_DAYS": env.int("FAIR_PERMIT_DAYS", 20),
        "FAIR_TABLES": env.int("FAIR_TABLES", 2),
        "FAIR_TALKS_PER_HOUR": env.int("FAIR_TALKS_PER_HOUR", 6),
        "REVERIFY_MONTHS": env.int("REVERIFY_MONTHS", 6),
        "SEARCH_ANSWER_DAYS": env.int("SEARCH_ANSWER_DAYS", 30),
    }


def load_settings(overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read every setting, with defaults that are safe on one machine; `overrides` win (used by tests)."""
    env = Env(prefix="RONGQIAO_")
    plain = Env()
    given = overrides or {}
    mode = given.get("MODE") or env.str("MODE", "local")
    instance = Path(given.get("INSTANCE") or env.str("INSTANCE", str(ROOT / "instance"))).resolve()
    production = mode == "production"
    settings: dict[str, Any] = {
        "MODE": mode,
        "INSTANCE": instance,
        "MIGRATIONS": ROOT / "migrations",
        "SECRET_KEY": _secret(instance, env.str("SECRET_KEY", "")),
        "SQLALCHEMY_DATABASE_URI": _database_url(given.get("DATABASE_URL") or plain.str("DATABASE_URL", ""), instance),
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "hide_parameters": True},
        "KEYS_FILE": Path(env.str("KEYS_FILE", str(instance / "keys.json"))),
        "CIPHER": env.str("CIPHER", "aes"),
        "TRUSTED_HOSTS": env.list("TRUSTED_HOSTS", []) or None,
        "PUBLIC_URL": env.str("PUBLIC_URL", "http://127.0.0.1:8000"),
        "WORKERS": env.int("WORKERS", 2),
        "BEHIND_PROXY": env.bool("BEHIND_PROXY", False),
        "SESSION_COOKIE_SECURE": env.bool("HTTPS", production),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-rongqiao" if env.bool("HTTPS", production) else "rongqiao",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_IDLE": timedelta(minutes=env.int("SESSION_IDLE_MINUTES", 30)),
        "PERSON_SESSION_IDLE": timedelta(minutes=env.int("PERSON_SESSION_IDLE_MINUTES", 120)),
        "SESSION_LONGEST": timedelta(hours=env.int("SESSION_HOURS", 12)),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 11 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "CITY_CODE": env.str("CITY_CODE", "211382"),
        "CITY_NAME": env.str("CITY_NAME", "凌源市"),
        "BUREAU_NAME": env.str("BUREAU_NAME", "凌源市退役军人事务局"),
        "HOTLINE": env.str("HOTLINE", "12345"),
        "STAFF_TOTP": env.bool("STAFF_TOTP", False),
        "PASSWORD_PROFILE": env.str("PASSWORD_PROFILE", "dengbao"),
        "ARGON2_COST": env.int("ARGON2_COST", 3),
        **_rules(env),
        "SMS_SENDER": env.str("SMS_SENDER", ""),
        "EMAIL_SENDER": env.str("EMAIL_SENDER", ""),
        "WECOM_SENDER": env.str("WECOM_SENDER", ""),
        "BACKUP_DIR": env.str("BACKUP_DIR", ""),
        "BACKUP_DAYS": env.int("BACKUP_DAYS", 35),
        "LOG_FILE": env.str("LOG_FILE", ""),
        "RATELIMIT_ENABLED": env.bool("RATELIMIT", True),
        "RATELIMIT_STORAGE_URI": "memory://",
        "ADDRESS_CEILING": env.str("ADDRESS_CEILING", "12000 per minute"),
    }
    if mode == "testing":
        settings |= {"TESTING": True, "ARGON2_COST": 1, "RATELIMIT_ENABLED": False, "WTF_CSRF_ENABLED": False}
    settings |= {k: v for k, v in given.items() if k not in {"MODE", "INSTANCE", "DATABASE_URL"}}
    return settings
