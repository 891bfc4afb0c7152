"""Settings, from the environment or a `.env` file. All mistakes are reported at once, by name.

Every setting is described in `docs/operating.md`; a test compares.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from dotenv import dotenv_values

from adapters.configuration.checks import mistakes
from adapters.configuration.settings import Settings
from adapters.verifier_pool.known_issuers import KnownIssuersError, read_known_issuers
from issuer.messages import Fact, Message, MessageError, reason_of

STATUS_KINDS = ("bitstring", "1edtech")


class SettingsError(MessageError):
    """Invalid settings; `found` names each with its fix."""

    def __init__(self, found: list[Message]) -> None:
        super().__init__(Message("shell.settings.mistakes", mistakes=tuple(found)))
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
    "SLACK_APP_TOKEN": "slack_app_token",
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
        raise MessageError(Message("shell.settings.a_port"))
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise MessageError(Message("shell.settings.a_rate"))
    return int(text)


def _pace(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise MessageError(Message("shell.settings.a_pace")) from None


def _folder(holding: Fact) -> Callable[[str], Path]:
    def convert(text: str) -> Path:
        if not Path(text).is_dir():
            raise MessageError(Message("shell.settings.a_folder", files=holding))
        return Path(text)

    return convert


def _flag(text: str) -> bool:
    if text.lower() not in ("1", "true", "0", "false"):
        raise MessageError(Message("shell.settings.a_flag"))
    return text.lower() in ("1", "true")


def _known_issuers(text: str) -> Mapping[str, str]:
    try:
        return read_known_issuers(Path(text))
    except KnownIssuersError as problem:
        raise MessageError(Message("shell.settings.an_issuer_list", reason=reason_of(problem))) from None


def _status(text: str) -> str:
    if text not in STATUS_KINDS:
        first, second = STATUS_KINDS
        raise MessageError(Message("file.expected.either", first=first, second=second))
    return text


CONVERTERS: Mapping[str, Callable[[str], object]] = {
    "port": _number,
    "pace": _pace,
    "rate_verify": _count,
    "status": _status,
    "catalogue": _folder("organisation.toml"),
    "fonts": _folder(Message("shell.settings.font_files")),
    "known_issuers": _known_issuers,
    "dev": _flag,
    "public_url": lambda text: text.rstrip("/"),
}
"""Settings that are not plain text. A converter raises `MessageError` with what it expected."""


def read_settings(environment: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """The settings; raises `SettingsError` with every mistake found."""
    given = {**(dotenv_values(env_file, interpolate=False) if env_file else {}), **environment}
    raw = {part: value for name, part in NAMES.items() if (value := given.get(name))}
    if "port" in raw and "public_url" not in raw and raw["port"].isdecimal():
        raw["public_url"] = f"http://127.0.0.1:{raw['port']}"
    found: list[Message] = []
    settings = _convert(raw, found)
    found += mistakes(settings)
    if found:
        raise SettingsError(found)
    return settings


def _convert(raw: Mapping[str, str], found: list[Message]) -> Settings:
    values: dict[str, object] = dict(raw)
    names = {part: name for name, part in NAMES.items()}
    for part, convert in CONVERTERS.items():
        if part in raw:
            try:
                values[part] = convert(raw[part])
            except MessageError as problem:
                given = repr(raw[part])
                found.append(
                    Message("shell.settings.value", name=names[part], found=given, expected=problem.message)
                )
                del values[part]
    return Settings(**values)  # type: ignore[arg-type] # converted above
