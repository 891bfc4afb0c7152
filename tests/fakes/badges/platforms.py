"""A badge in the shape of each platform, by the platform's name."""

from collections.abc import Callable, Mapping

from tests.fakes.badges.others_badges import (
    Shape,
    accredible,
    credly,
    dcc,
    edubadges,
    hyland,
    learner_credential_wallet,
    one_edtech,
    parchment,
    parchment_2,
)
from tests.fakes.badges.others_older_badges import (
    badgecraft,
    badgeos,
    canvas,
    moodle,
    open_badge_factory,
    signed_after_rotation,
)

PLATFORMS: Mapping[str, Callable[[], Shape]] = {
    "Credly": credly,
    "Parchment": parchment,
    "Parchment, Open Badges 2.0": parchment_2,
    "edubadges": edubadges,
    "Digital Credentials Consortium": dcc,
    "Learner Credential Wallet": learner_credential_wallet,
    "1EdTech": one_edtech,
    "Accredible": accredible,
    "Hyland": hyland,
    "Moodle, Open Badges 2.0": moodle,
    "Canvas Credentials, Open Badges 2.0": canvas,
    "Open Badge Factory, Open Badges 2.0": open_badge_factory,
    "Badgecraft, Open Badges 2.0": badgecraft,
    "BadgeOS, Open Badges 2.0": badgeos,
    "signed, Open Badges 2.0": signed_after_rotation,
}
