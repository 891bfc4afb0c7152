"""Rules across settings, checked together; each mistake is named with its fix."""

import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from adapters.configuration.settings import Settings

PLACEHOLDERS = frozenset({"changeme", "change-me", "secret", "password", "xxx", "example"})
LEAST_SECRET = 16
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_AN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,63}")
_NO_TENANTS = frozenset({"common", "organizations", "consumers"})
_A_HOST = re.compile(r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::[0-9]{1,5})?")


def mistakes(settings: Settings) -> list[str]:
    """Every mistake in the settings."""
    found = [*_secrets(settings), *_addresses(settings), *teams_mistakes(settings), *_key_store(settings)]
    if settings.log not in ("json", "text"):
        found.append(f"LAUREL_LOG: found {settings.log!r}, expected json or text")
    return found


def _secrets(settings: Settings) -> list[str]:
    found = []
    if len(settings.secret) < LEAST_SECRET or settings.secret.lower() in PLACEHOLDERS:
        found.append(
            f"LAUREL_SECRET: found {len(settings.secret)} characters, expected {LEAST_SECRET} or more that nobody can "
            'guess; make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if settings.slack_bot_token and not settings.slack_signing_secret:
        found.append(
            "SLACK_SIGNING_SECRET: missing, and SLACK_BOT_TOKEN is set; copy it from the app's Basic Information"
        )
    if settings.slack_signing_secret and not settings.slack_bot_token:
        found.append("SLACK_BOT_TOKEN: missing, and SLACK_SIGNING_SECRET is set; it starts with xoxb-")
    if settings.slack_bot_token and not settings.slack_bot_token.startswith("xoxb-"):
        found.append("SLACK_BOT_TOKEN: expected a bot token, which starts with xoxb-")
    if settings.slack_signing_secret and (
        len(settings.slack_signing_secret) < LEAST_SECRET
        or settings.slack_signing_secret.lower() in PLACEHOLDERS
    ):
        found.append("SLACK_SIGNING_SECRET: too short to be one; copy it from the app's Basic Information")
    return found


def _key_store(settings: Settings) -> list[str]:
    given = {"MODULE": settings.pkcs11_module, "TOKEN": settings.pkcs11_token, "PIN": settings.pkcs11_pin}
    if not any(given.values()):
        return []
    why = "is missing, and a key store needs module, token and PIN"
    found = [f"LAUREL_PKCS11_{name}: {why}" for name, value in given.items() if not value]
    if settings.pkcs11_module and not Path(settings.pkcs11_module).is_file():
        found.append(
            f"LAUREL_PKCS11_MODULE: found {settings.pkcs11_module!r}, expected the path of a PKCS#11 library, "
            "such as /usr/lib/softhsm/libsofthsm2.so"
        )
    return found


def _addresses(settings: Settings) -> list[str]:
    found = []
    parts = urlsplit(settings.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        found.append(f"LAUREL_PUBLIC_URL: found {settings.public_url!r}, expected https://host")
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        found.append(
            f"LAUREL_PUBLIC_URL: found {settings.public_url!r}; plain http is for trials on this machine alone, "
            "expected https"
        )
    if not 1 <= settings.port <= 65535:
        found.append(f"LAUREL_PORT: found {settings.port}, expected a number from 1 to 65535")
    return found + _database(settings.database_url)


def _database(url: str) -> list[str]:
    expected = "expected sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return [f"LAUREL_DATABASE_URL: {expected}"]
    try:
        name = make_url(url).database
    except (ArgumentError, ValueError):  # never shown: a password is in it
        return [
            f"LAUREL_DATABASE_URL: not to be read as an address, {expected}; "
            "write @ : / and % in a password as %40 %3A %2F and %25"
        ]
    if url.startswith("sqlite"):
        if not name or name == ":memory:":
            return ["LAUREL_DATABASE_URL: found no file in it, expected sqlite:///FILE"]
        if Path(name).is_dir():
            return [f"LAUREL_DATABASE_URL: found the folder {name}, expected sqlite:///FILE"]
    elif find_spec("psycopg") is None:
        return ["LAUREL_DATABASE_URL: psycopg is not installed; run: pip install 'laurel[postgresql]'"]
    return []


def teams_mistakes(settings: Settings) -> list[str]:
    """Missing Teams settings. Without credentials any sender could write to the bot in any person's name."""
    credentials = {
        "MICROSOFT_APP_ID": (settings.microsoft_app_id, "the app registration's application (client) id"),
        "MICROSOFT_APP_PASSWORD": (
            settings.microsoft_app_password,
            "a client secret of the app registration",
        ),
        "MICROSOFT_APP_TENANT_ID": (
            settings.teams_tenant,
            "the directory (tenant) whose people may write to the bot",
        ),
    }
    some = any(value for value, _ in credentials.values())
    others = any((settings.teams_openid_url, settings.teams_token_url, settings.teams_service_hosts))
    found = [
        f"{name}: missing, and Teams is set up; it is {what}"
        for name, (value, what) in credentials.items()
        if not value and (some or (others and not settings.dev))
    ]
    ids = {
        "MICROSOFT_APP_ID": [settings.microsoft_app_id],
        "MICROSOFT_APP_TENANT_ID": sorted(settings.teams_tenants),
    }
    for name, values in ids.items():
        odd = [value for value in values if value and (not _AN_ID.fullmatch(value) or value in _NO_TENANTS)]
        found += [f"{name}: found {text!r}, expected an id as the app registration shows it" for text in odd]
    password = settings.microsoft_app_password
    if password and (len(password) < LEAST_SECRET or password.lower() in PLACEHOLDERS):
        found.append(
            "MICROSOFT_APP_PASSWORD: too short to be one; make a client secret for the app registration"
        )
    return found + _teams_addresses(settings) + _dev_mistakes(settings)


def _teams_addresses(settings: Settings) -> list[str]:
    named = {
        "LAUREL_TEAMS_OPENID_URL": settings.teams_openid_url,
        "LAUREL_TEAMS_TOKEN_URL": settings.teams_token_url,
    }
    found = []
    for name, url in named.items():
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if url and not (safe and parts.hostname):
            found.append(f"{name}: found {url!r}, expected https, or http on loopback for tests")
    for host in settings.teams_hosts:
        if not _A_HOST.fullmatch(host):
            found.append(
                f"LAUREL_TEAMS_SERVICE_HOSTS: found {host!r}, expected hosts with commas between, each a name"
            )
    return found


def _dev_mistakes(settings: Settings) -> list[str]:
    """Without credentials the endpoint trusts every sender, so it must not be reachable from outside."""
    if not settings.dev or settings.microsoft_app_id:
        return []
    found = []
    if settings.host not in LOOPBACK:
        found.append(
            f"LAUREL_DEV: found 1 with LAUREL_HOST={settings.host}; without credentials Teams is for this machine "
            "alone, so set LAUREL_HOST=127.0.0.1, or the MICROSOFT_APP_… settings"
        )
    if urlsplit(settings.public_url).hostname not in LOOPBACK:
        found.append(
            f"LAUREL_DEV: found 1 with LAUREL_PUBLIC_URL={settings.public_url}; without credentials nobody outside may "
            "reach it, so leave LAUREL_PUBLIC_URL out, or set the MICROSOFT_APP_… settings"
        )
    return found
