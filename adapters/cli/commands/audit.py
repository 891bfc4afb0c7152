"""`laurel audit verify | export | head`: the sealed audit trail, for auditors."""

import argparse
import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection

from adapters import system
from adapters.cli.files import open_atomically
from adapters.cli.session import open_application
from adapters.composition.application import Application
from adapters.database.audit.chain import AuditChainStore
from adapters.read_models.audit_checking import problems
from adapters.shell_wording import tell
from adapters.worker.audit_sealing import due_head, seal, sign_head, store_head
from bot.domain.audit.chain import SealedEntry
from bot.domain.organisations import Organisation

COLUMNS = ("number", "hash", "id", "at", "actor", "action", "subject", "authority", "rule")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's commands."""
    audit = commands.add_parser("audit", help=tell("shell.help.audit"))
    verbs = audit.add_subparsers(title="verbs", metavar="verify | export | head", required=True)
    verbs.add_parser("verify", help=tell("shell.help.audit_verify")).set_defaults(run=run_verify)
    exporting = verbs.add_parser("export", help=tell("shell.help.audit_export"))
    exporting.add_argument("file", type=Path, metavar="FILE.csv|FILE.jsonl")
    exporting.set_defaults(run=run_export)
    verbs.add_parser("head", help=tell("shell.help.audit_head")).set_defaults(run=run_head)


def run_verify(chosen: argparse.Namespace) -> int:
    """0 if the trail is intact, 1 if it is not."""
    with open_application(chosen) as (application, organisation):
        _seal(application, organisation)
        with application.database.read() as connection:
            found = list(problems(connection, organisation.id))
            count = AuditChainStore(connection).last_link(organisation.id).number
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(tell("shell.audit.sound", count=count))
    return 1 if found else 0


def run_export(chosen: argparse.Namespace) -> int:
    """Writes every sealed row."""
    file: Path = chosen.file
    if file.suffix not in (".csv", ".jsonl"):
        print(tell("shell.audit.ending", found=file.name), file=sys.stderr)
        return 2
    with open_application(chosen) as (application, organisation):
        _seal(application, organisation)
        try:
            with application.database.read() as connection, open_atomically(file) as partial:
                count = _write(connection, organisation, partial, csv_wanted=file.suffix == ".csv")
        except OSError as problem:
            print(
                tell("shell.file.not_written", path=str(file), reason=str(problem.strerror)), file=sys.stderr
            )
            return 1
    print(tell("shell.audit.exported", count=count, file=str(file)))
    return 0


def run_head(chosen: argparse.Namespace) -> int:
    """Prints the newest signed head as JSON."""
    with open_application(chosen) as (application, organisation):
        _seal(application, organisation)
        with application.database.read() as connection:
            heads = AuditChainStore(connection).heads(organisation.id)
    if not heads:
        print(tell("shell.audit.nothing"))
        return 0
    head = heads[-1]
    shown = {
        "organisation": str(head.organisation_id),
        "day": head.day,
        "number": head.number,
        "hash": head.hash,
        "kid": head.kid,
        "signature": head.signature,
    }
    print(json.dumps(shown))
    return 0


def _seal(application: Application, organisation: Organisation) -> None:
    """Seals pending rows first, so that the answer covers everything up to now."""
    now = system.now()
    with application.database.write() as connection:
        while seal(connection, organisation.id):
            pass
    with application.database.read() as connection:
        due = due_head(connection, application.issuers, organisation.id, now)
    if due:
        head = sign_head(due, now)  # outside any transaction: a key store may take its time
        with application.database.write() as connection:
            store_head(connection, head)


def _write(connection: Connection, organisation: Organisation, target: TextIO, *, csv_wanted: bool) -> int:
    count = 0
    writer = csv.DictWriter(target, COLUMNS)
    if csv_wanted:
        writer.writeheader()
    for row in AuditChainStore(connection).rows(organisation.id):
        values = _values(row)
        if csv_wanted:
            writer.writerow(values)
        else:
            target.write(json.dumps(values) + "\n")
        count += 1
    return count


def _values(row: SealedEntry) -> Mapping[str, object]:
    entry = row.entry
    return {
        "number": row.seal.number,
        "hash": row.seal.hash,
        "id": str(entry.id),
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": str(entry.actor_id) if entry.actor_id else "",
        "action": entry.action,
        "subject": str(entry.subject_id) if entry.subject_id else "",
        "authority": entry.authority,
        "rule": entry.rule,
    }
