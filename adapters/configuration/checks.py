"""Rules across settings, checked together; each mistake is named with its fix."""

import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from adapters.configuration.settings import Settings
from issuer.messages import Message

PLACEHOLDERS = frozenset({"changeme", "change-me", "secret", "password", "xxx", "example"})
LEAST_SECRET = 16
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_AN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,63}")
_NO_TENANTS = frozenset({"common", "organizations", "consumers"})
_TEAMS_SETTINGS = "MICROSOFT_APP_…"
_A_HOST = re.compile(r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::[0-9]{1,5})?")


def mistakes(settings: Settings) -> list[Message]:
    """Every mistake in the settings."""
    found = [*_secrets(settings), *_addresses(settings), *teams_mistakes(settings), *_key_store(settings)]
    if settings.log not in ("json", "text"):
        found.append(Message("shell.settings.log", found=repr(settings.log)))
    return found


def _secrets(settings: Settings) -> list[Message]:
    found: list[Message] = []
    if len(settings.secret) < LEAST_SECRET or settings.secret.lower() in PLACEHOLDERS:
        size, least = str(len(settings.secret)), str(LEAST_SECRET)
        found.append(Message("shell.settings.secret", size=size, least=least))
    if settings.slack_bot_token and not (settings.slack_signing_secret or settings.slack_app_token):
        found.append(Message("shell.settings.slack_no_secret"))
    if (settings.slack_signing_secret or settings.slack_app_token) and not settings.slack_bot_token:
        found.append(Message("shell.settings.slack_no_token"))
    if settings.slack_bot_token and not settings.slack_bot_token.startswith("xoxb-"):
        found.append(Message("shell.settings.slack_token"))
    if settings.slack_app_token and not settings.slack_app_token.startswith("xapp-"):
        found.append(Message("shell.settings.slack_app_token"))
    if settings.slack_signing_secret and (
        len(settings.slack_signing_secret) < LEAST_SECRET
        or settings.slack_signing_secret.lower() in PLACEHOLDERS
    ):
        found.append(Message("shell.settings.slack_short"))
    return found


def _key_store(settings: Settings) -> list[Message]:
    given = {"MODULE": settings.pkcs11_module, "TOKEN": settings.pkcs11_token, "PIN": settings.pkcs11_pin}
    if not any(given.values()):
        return []
    found = [
        Message("shell.settings.store_part", name=f"LAUREL_PKCS11_{name}")
        for name, value in given.items()
        if not value
    ]
    if settings.pkcs11_module and not Path(settings.pkcs11_module).is_file():
        found.append(Message("shell.settings.store_module", found=repr(settings.pkcs11_module)))
    return found


def _addresses(settings: Settings) -> list[Message]:
    found: list[Message] = []
    parts = urlsplit(settings.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        found.append(Message("shell.settings.public_url", found=repr(settings.public_url)))
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        found.append(Message("shell.settings.public_http", found=repr(settings.public_url)))
    if not 1 <= settings.port <= 65535:
        found.append(Message("shell.settings.port", found=str(settings.port)))
    return found + _database(settings.database_url)


def _database(url: str) -> list[Message]:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return [Message("shell.settings.database")]
    try:
        name = make_url(url).database
    except (ArgumentError, ValueError):  # never shown: a password is in it
        return [Message("shell.settings.database_address")]
    if url.startswith("sqlite"):
        if not name or name == ":memory:":
            return [Message("shell.settings.database_no_file")]
        if Path(name).is_dir():
            return [Message("shell.settings.database_folder", folder=name)]
    elif find_spec("psycopg") is None:
        return [Message("shell.settings.database_driver")]
    return []


def teams_mistakes(settings: Settings) -> list[Message]:
    """Missing Teams settings. Without credentials any sender could write to the bot in any person's name."""
    credentials = {
        "MICROSOFT_APP_ID": (settings.microsoft_app_id, Message("shell.settings.teams_app")),
        "MICROSOFT_APP_PASSWORD": (
            settings.microsoft_app_password,
            Message("shell.settings.teams_password"),
        ),
        "MICROSOFT_APP_TENANT_ID": (
            settings.teams_tenant,
            Message("shell.settings.teams_tenant"),
        ),
    }
    some = any(value for value, _ in credentials.values())
    others = any((settings.teams_openid_url, settings.teams_token_url, settings.teams_service_hosts))
    found = [
        Message("shell.settings.teams_missing", name=name, what=what)
        for name, (value, what) in credentials.items()
        if not value and (some or (others and not settings.dev))
    ]
    ids = {
        "MICROSOFT_APP_ID": [settings.microsoft_app_id],
        "MICROSOFT_APP_TENANT_ID": sorted(settings.teams_tenants),
    }
    for name, values in ids.items():
        odd = [value for value in values if value and (not _AN_ID.fullmatch(value) or value in _NO_TENANTS)]
        found += [Message("shell.settings.teams_id", name=name, found=repr(text)) for text in odd]
    password = settings.microsoft_app_password
    if password and (len(password) < LEAST_SECRET or password.lower() in PLACEHOLDERS):
        found.append(Message("shell.settings.teams_short"))
    return found + _teams_addresses(settings) + _dev_mistakes(settings)


def _teams_addresses(settings: Settings) -> list[Message]:
    named = {
        "LAUREL_TEAMS_OPENID_URL": settings.teams_openid_url,
        "LAUREL_TEAMS_TOKEN_URL": settings.teams_token_url,
    }
    found: list[Message] = []
    for name, url in named.items():
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if url and not (safe and parts.hostname):
            found.append(Message("shell.settings.teams_url", name=name, found=repr(url)))
    for host in settings.teams_hosts:
        if not _A_HOST.fullmatch(host):
            found.append(Message("shell.settings.teams_host", found=repr(host)))
    return found


def _dev_mistakes(settings: Settings) -> list[Message]:
    """Without credentials the endpoint trusts every sender, so it must not be reachable from outside."""
    if not settings.dev or settings.microsoft_app_id:
        return []
    found: list[Message] = []
    if settings.host not in LOOPBACK:
        found.append(Message("shell.settings.dev_host", host=settings.host, teams=_TEAMS_SETTINGS))
    if urlsplit(settings.public_url).hostname not in LOOPBACK:
        found.append(Message("shell.settings.dev_url", url=settings.public_url, teams=_TEAMS_SETTINGS))
    return found
