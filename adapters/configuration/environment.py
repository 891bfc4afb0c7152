"""Settings, from the environment or a `.env` file. All mistakes are reported at once, by name.

Every setting is described in `docs/operating.md`; a test compares.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from dotenv import dotenv_values

from adapters.configuration.checks import mistakes
from adapters.configuration.settings import Settings
from adapters.verifier_pool.known_issuers import KnownIssuersError, read_known_issuers

STATUS_KINDS = ("bitstring", "1edtech")


class SettingsError(Exception):
    """Invalid settings; `found` names each with its fix."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.found = found


NAMES = {
    "LAUREL_DATABASE_URL": "database_url",
    "LAUREL_PUBLIC_URL": "public_url",
    "LAUREL_HOST": "host",
    "LAUREL_PORT": "port",
    "LAUREL_CATALOGUE": "catalogue",
    "LAUREL_FONTS": "fonts",
    "LAUREL_SECRET": "secret",
    "LAUREL_LOG": "log",
    "LAUREL_PACE": "pace",
    "LAUREL_RATE_VERIFY": "rate_verify",
    "LAUREL_KNOWN_ISSUERS": "known_issuers",
    "LAUREL_STATUS": "status",
    "LAUREL_PKCS11_MODULE": "pkcs11_module",
    "LAUREL_PKCS11_TOKEN": "pkcs11_token",
    "LAUREL_PKCS11_PIN": "pkcs11_pin",
    "SLACK_SIGNING_SECRET": "slack_signing_secret",
    "SLACK_BOT_TOKEN": "slack_bot_token",
    "LAUREL_SLACK_API_URL": "slack_api_url",
    "MICROSOFT_APP_ID": "microsoft_app_id",
    "MICROSOFT_APP_PASSWORD": "microsoft_app_password",
    "MICROSOFT_APP_TENANT_ID": "microsoft_app_tenant_id",
    "LAUREL_TEAMS_OPENID_URL": "teams_openid_url",
    "LAUREL_TEAMS_TOKEN_URL": "teams_token_url",
    "LAUREL_TEAMS_SERVICE_HOSTS": "teams_service_hosts",
    "LAUREL_DEV": "dev",
}


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise ValueError("checks a minute for each address, 0 for no limit")
    return int(text)


def _pace(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError("posts a second, 0 for no limit") from None


def _folder(holding: str) -> Callable[[str], Path]:
    def convert(text: str) -> Path:
        if not Path(text).is_dir():
            raise ValueError(f"a folder with {holding}")
        return Path(text)

    return convert


def _flag(text: str) -> bool:
    if text.lower() not in ("1", "true", "0", "false"):
        raise ValueError("1, or nothing")
    return text.lower() in ("1", "true")


def _known_issuers(text: str) -> Mapping[str, str]:
    try:
        return read_known_issuers(Path(text))
    except KnownIssuersError as problem:
        raise ValueError(f"a CSV file with the columns id and name ({problem})") from None


def _status(text: str) -> str:
    if text not in STATUS_KINDS:
        raise ValueError(" or ".join(STATUS_KINDS))
    return text


CONVERTERS: Mapping[str, Callable[[str], object]] = {
    "port": _number,
    "pace": _pace,
    "rate_verify": _count,
    "status": _status,
    "catalogue": _folder("organisation.toml"),
    "fonts": _folder(".ttf, .otf or .ttc files"),
    "known_issuers": _known_issuers,
    "dev": _flag,
    "public_url": lambda text: text.rstrip("/"),
}
"""Settings that are not plain text. A converter raises ValueError with what it expected."""


def read_settings(environment: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """The settings; raises `SettingsError` with every mistake found."""
    given = {**(dotenv_values(env_file, interpolate=False) if env_file else {}), **environment}
    raw = {part: value for name, part in NAMES.items() if (value := given.get(name))}
    if "port" in raw and "public_url" not in raw and raw["port"].isdecimal():
        raw["public_url"] = f"http://127.0.0.1:{raw['port']}"
    found: list[str] = []
    settings = _convert(raw, found)
    found += mistakes(settings)
    if found:
        raise SettingsError(found)
    return settings


def _convert(raw: Mapping[str, str], found: list[str]) -> Settings:
    values: dict[str, object] = dict(raw)
    names = {part: name for name, part in NAMES.items()}
    for part, convert in CONVERTERS.items():
        if part in raw:
            try:
                values[part] = convert(raw[part])
            except ValueError as problem:
                found.append(f"{names[part]}: found {raw[part]!r}, expected {problem}")
                del values[part]
    return Settings(**values)  # type: ignore[arg-type] # converted above
