"""An organisation with a name of its own: at a public address nothing is signed for the starter catalogue's."""

from dataclasses import replace

from adapters.composition.application import Application
from adapters.database.people.people import PeopleStore
from adapters.installation.set_up import hold_unnamed
from bot.domain.organisations import Organisation


def with_own_name(application: Application, organisation: Organisation) -> Organisation:
    """The organisation as its owner names it before the first badge; in trial mode as it is."""
    if application.settings.trial:
        return organisation
    named = replace(
        organisation, name="Larkspur Works", url="https://larkspur.test", email="badges@larkspur.test"
    )
    with application.database.write() as connection:
        PeopleStore(connection).change_organisation(named)
        hold_unnamed(connection, named, application.settings)
    return named
