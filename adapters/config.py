"""Settings, from the environment or a `.env` file. All mistakes are reported at once, by name.

Every setting is described in `docs/operating.md`; a test compares.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

PLACEHOLDERS = frozenset({"changeme", "change-me", "secret", "password", "xxx", "example"})
LEAST_SECRET = 16
STATUS_KINDS = ("bitstring", "1edtech")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Mistakes(Exception):
    """Settings that cannot be used; `found` names each with what to do."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.found = found


@dataclass(frozen=True)
class Settings:
    """What an installation is told. Secrets never show in a repr."""

    database_url: str = "sqlite:///laurel.db"
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    catalogue: Path | None = None
    """None: the starter catalogue."""
    secret: str = field(default="", repr=False)
    log: str = "text"
    pace: float = 1.0
    rate_verify: int = 30
    names_revoked: bool = False
    """Whether credentials point to an open list of revoked ones instead of a status list."""
    pkcs11_module: str = ""
    pkcs11_token: str = ""
    pkcs11_pin: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_bot_token: str = field(default="", repr=False)
    slack_api_url: str = ""

    @property
    def trial(self) -> bool:
        """No public https address: `did:key`, and links that work on this machine only."""
        return not self.public_url.startswith("https://")

    @property
    def slack(self) -> bool:
        """Whether Slack is set up."""
        return bool(self.slack_bot_token)


NAMES = {
    "LAUREL_DATABASE_URL": "database_url",
    "LAUREL_PUBLIC_URL": "public_url",
    "LAUREL_HOST": "host",
    "LAUREL_PORT": "port",
    "LAUREL_CATALOGUE": "catalogue",
    "LAUREL_SECRET": "secret",
    "LAUREL_LOG": "log",
    "LAUREL_PACE": "pace",
    "LAUREL_RATE_VERIFY": "rate_verify",
    "LAUREL_STATUS": "names_revoked",
    "LAUREL_PKCS11_MODULE": "pkcs11_module",
    "LAUREL_PKCS11_TOKEN": "pkcs11_token",
    "LAUREL_PKCS11_PIN": "pkcs11_pin",
    "SLACK_SIGNING_SECRET": "slack_signing_secret",
    "SLACK_BOT_TOKEN": "slack_bot_token",
    "LAUREL_SLACK_API_URL": "slack_api_url",
}


def read(environment: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """The settings; raises `Mistakes` with every mistake found."""
    given = {**_from_file(env_file), **environment}
    raw = {part: given[name] for name, part in NAMES.items() if given.get(name)}
    if "port" in raw and "public_url" not in raw and raw["port"].isdecimal():
        raw["public_url"] = f"http://127.0.0.1:{raw['port']}"
    found: list[str] = []
    settings = _converted(raw, found)
    found += _secrets(settings)
    found += _addresses(settings)
    found += _key_store(settings)
    if settings.log not in ("json", "text"):
        found.append(f"LAUREL_LOG: found {settings.log!r}, expected json or text")
    if found:
        raise Mistakes(found)
    return settings


def _from_file(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    values = {}
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            values[name.strip()] = value.strip().strip("\"'")
    return values


def _converted(raw: Mapping[str, str], found: list[str]) -> Settings:
    values: dict[str, object] = dict(raw)
    kinds: dict[str, tuple[Callable[[str], float], str]] = {
        "port": (int, "a number from 1 to 65535"),
        "pace": (float, "posts a second, 0 for no limit"),
        "rate_verify": (_count, "checks a minute for each address, 0 for no limit"),
    }
    for part, (kind, expected) in kinds.items():
        if part in raw:
            try:
                values[part] = kind(raw[part])
            except ValueError:
                found.append(f"LAUREL_{part.upper()}: found {raw[part]!r}, expected {expected}")
                del values[part]
    if "names_revoked" in raw:
        if raw["names_revoked"] not in STATUS_KINDS:
            found.append(f"LAUREL_STATUS: found {raw['names_revoked']!r}, expected {' or '.join(STATUS_KINDS)}")
        values["names_revoked"] = raw["names_revoked"] == "1edtech"
    if "catalogue" in raw:
        values["catalogue"] = Path(raw["catalogue"])
        if not Path(raw["catalogue"]).is_dir():
            found.append(f"LAUREL_CATALOGUE: found {raw['catalogue']!r}, expected a folder with organisation.toml")
    if "public_url" in raw:
        values["public_url"] = raw["public_url"].rstrip("/")
    known = {part.name for part in fields(Settings)}
    return Settings(**{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type] # converted above


def _count(text: str) -> int:
    """A whole number that is not negative."""
    if not text.isascii() or not text.isdecimal():
        raise ValueError
    return int(text)


def _secrets(settings: Settings) -> list[str]:
    found = []
    if len(settings.secret) < LEAST_SECRET or settings.secret.lower() in PLACEHOLDERS:
        found.append(
            f"LAUREL_SECRET: found {len(settings.secret)} characters, expected {LEAST_SECRET} or more that nobody can "
            'guess; make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if settings.slack_bot_token and not settings.slack_signing_secret:
        found.append("SLACK_SIGNING_SECRET: missing, and SLACK_BOT_TOKEN is set; copy it from the app's Basic Information")
    if settings.slack_signing_secret and not settings.slack_bot_token:
        found.append("SLACK_BOT_TOKEN: missing, and SLACK_SIGNING_SECRET is set; it starts with xoxb-")
    if settings.slack_bot_token and not settings.slack_bot_token.startswith("xoxb-"):
        found.append("SLACK_BOT_TOKEN: expected a bot token, which starts with xoxb-")
    if settings.slack_signing_secret and (
        len(settings.slack_signing_secret) < LEAST_SECRET or settings.slack_signing_secret.lower() in PLACEHOLDERS
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
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        found.append("LAUREL_DATABASE_URL: expected sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
    return found
