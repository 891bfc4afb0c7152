"""A real key store: SoftHSM behind PKCS#11 makes the key, keeps it, and signs our badges with it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.keystores.stores import ExternalSigner, Pkcs11Token
from issuer.issuing.issue import prepare
from issuer.proofs.did import did_document
from issuer.proofs.keys import SignerUnavailable
from issuer.verifying import verify
from tests.fakes.badges.badges import ACHIEVEMENT, AWARDED, FACTS, NOW, THROWAWAY, WEB_PROFILE
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.requirements import require
from tests.fakes.worded import raises_worded

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN = "1234"
ED25519_PARAMETERS = b"\x06\x03\x2b\x65\x70"
"""DER of the object identifier 1.3.101.112 (RFC 8410 §3)."""


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pkcs11Token]:
    """A token with one Ed25519 key, `badges`, that cannot be taken out."""
    tool = shutil.which("softhsm2-util")
    module = next((path for path in MODULES if Path(path).is_file()), None)
    require(tool is not None and module is not None, "SoftHSM is not installed (Debian: softhsm2)")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    subprocess.run(  # noqa: S603  # the tool found above, with arguments of this test
        [str(tool), "--init-token", "--free", "--label", "laurel", "--pin", PIN, "--so-pin", "5678"],
        check=True,
        capture_output=True,
    )
    made = Pkcs11Token(str(module), "laurel", PIN)
    _make_key(made)
    yield made
    del os.environ["SOFTHSM2_CONF"]


def _make_key(token: Pkcs11Token) -> None:
    """As an operator would with pkcs11-tool: --keypairgen --key-type EC:edwards25519 --label badges."""
    try:
        import pkcs11  # noqa: PLC0415 - only where SoftHSM is
    except ImportError:
        require(False, "python-pkcs11 is not installed")
    session = pkcs11.lib(token.module).get_token(token_label=token.label).open(rw=True, user_pin=PIN)
    parameters = session.create_domain_parameters(
        pkcs11.KeyType.EC_EDWARDS,
        {pkcs11.Attribute.EC_PARAMS: ED25519_PARAMETERS},
        local=True,
    )
    parameters.generate_keypair(
        mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label="badges"
    )
    session.close()


def test_a_badge_signed_inside_the_key_store_is_valid(
    token: Pkcs11Token, record_property: Callable[[str, object], None]
) -> None:
    signer = ExternalSigner(token, "badges", token.public_key("badges"), WEB_PROFILE.id)
    template = prepare(WEB_PROFILE, ACHIEVEMENT, canonicaliser(), THROWAWAY)
    signed = template.issue(FACTS, signer, AWARDED)
    documents = {WEB_PROFILE.id: did_document(WEB_PROFILE.id, [signer.public_key])}
    report = verify(signed, canonicaliser=canonicaliser(), now=NOW, documents=documents)
    assert report.verdict == "valid", report.checks
    record_property("interop", "signing inside a key store over PKCS#11|SoftHSM, Debian's softhsm2|valid")


def test_a_key_that_is_not_there_or_a_wrong_pin_is_said_to_be_unavailable(token: Pkcs11Token) -> None:
    with raises_worded(SignerUnavailable, "'nobody'"):
        token.public_key("nobody")
    with pytest.raises(SignerUnavailable):
        Pkcs11Token(token.module, "no such token", PIN).sign("badges", bytes(64))
    with pytest.raises(SignerUnavailable):
        Pkcs11Token("/nonexistent.so", "laurel", PIN).sign("badges", bytes(64))


def test_after_a_failure_the_next_signature_opens_a_session_of_its_own(token: Pkcs11Token) -> None:
    before = token.sign("badges", bytes(64))
    with pytest.raises(SignerUnavailable):
        token.sign("nobody", bytes(64))
    assert token.sign("badges", bytes(64)) == before
