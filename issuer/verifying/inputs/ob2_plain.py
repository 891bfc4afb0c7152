"""Writes documents of Open Badges 2.0 in one plain form, so that later steps read each meaning in one place.

Open Badges 2.0 is JSON-LD: null says the same as nothing, an array of one the same as its entry, and the context has
`verify` as another name of `verification`. Moments may be written shorter than elsewhere.
"""

from issuer.strict_json import Document, Json
from issuer.timestamps import in_full

HOSTED = "HostedBadge"
SIGNED = "SignedBadge"
_KINDS = {HOSTED: HOSTED, "hosted": HOSTED, SIGNED: SIGNED, "signed": SIGNED}
"""The types of verification, by each of their names."""
_SINGLE = frozenset(
    {
        "id",
        "badge",
        "criteria",
        "description",
        "expires",
        "issuedOn",
        "issuer",
        "name",
        "recipient",
        "verification",
    }
)
_MOMENTS = ("issuedOn", "expires")


def plain_document(document: Document) -> Document:
    """Return an Assertion, BadgeClass, Profile or RevocationList in its plain form.

    What has no plain form stays as it is: the shape check names it.
    """
    said = _without_nulls(document)
    if "verify" in said and said.get("verification", said["verify"]) == said["verify"]:
        said["verification"] = said.pop("verify")
    for name in _SINGLE & set(said):
        said[name] = _only(said[name])
    for name in _MOMENTS:
        moment = said.get(name)
        if isinstance(moment, str):
            said[name] = in_full(moment)
    _simplify_types(said)
    return said


def _simplify_types(said: Document) -> None:
    verification, recipient = said.get("verification"), said.get("recipient")
    if isinstance(verification, dict):
        types = verification.get("type")
        kinds = {
            _KINDS[str(json)]
            for json in (types if isinstance(types, list) else [types])
            if str(json) in _KINDS
        }
        if len(kinds) == 1:
            said["verification"] = {**verification, "type": kinds.pop()}
    if isinstance(recipient, dict):
        kind = _only(recipient.get("type"))
        said["recipient"] = {
            **recipient,
            "type": kind.removeprefix("schema:") if isinstance(kind, str) else kind,
        }


def _without_nulls(document: Document) -> Document:
    return {name: _cleaned(json) for name, json in document.items() if json is not None}


def _cleaned(value: Json) -> Json:
    if isinstance(value, dict):
        return _without_nulls(value)
    if isinstance(value, list):
        return [_cleaned(json) for json in value if json is not None]
    return value


def _only(value: Json) -> Json:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
