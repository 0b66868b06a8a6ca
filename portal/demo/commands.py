"""`flask --app portal demo load` and `demo people`: two networks to look around in."""

from __future__ import annotations

from functools import partial

import click
from flask import g
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.commands import owner_url
from portal.demo.agenda import introduce_agenda
from portal.demo.courses import introduce_trainings
from portal.demo.helping import introduce_help
from portal.demo.people import NETWORKS, DemoNetwork, DemoPerson
from portal.extensions import kernel
from portal.groups.models import Group, GroupContact
from portal.imports.direct import import_now
from portal.ledger import announce_public_change, enqueue
from portal.pages import network_url
from portal.profile import country_of, profile_row
from portal.seeding import seed
from tenants.provision import create_network
from tenants.registry import KnownNetwork, NetworkState, by_slug

demo = AppGroup("demo", help="Two invented networks to look around in.")


@demo.command("load")
def load() -> None:
    """Make the demo networks and fill them; what is there already is left alone."""
    for wanted in NETWORKS:
        network = _network(wanted)
        g.network = network
        _list_groups(network, wanted)
        with kernel().scope.network(network) as db:
            if not db.scalar(select(func.count()).select_from(Person)):
                for person in wanted.people:
                    _admit(db, person, wanted.locale)
                introduce_help(db, wanted.locale)
                introduce_trainings(db, wanted.locale)
                introduce_agenda(db, wanted.locale)
                enqueue(db, "reminders.plan")
                db.commit()


def _list_groups(network: KnownNetwork, wanted: DemoNetwork) -> None:
    with kernel().scope.network(network) as db:
        if db.scalar(select(func.count()).select_from(Group)):
            return
        _introduce(db, wanted)
        db.commit()
    click.echo(f"{wanted.name}: reading {wanted.spreadsheet.name}")
    sheet = wanted.spreadsheet
    summary = import_now(network, sheet.name, sheet.read_bytes(), locale=wanted.locale)
    click.echo(f"{wanted.name}: {summary}")


def _network(wanted: DemoNetwork) -> KnownNetwork:
    with kernel().scope.control(read_only=True) as control:
        known = by_slug(control, wanted.slug)
    if known is not None and known.state is not NetworkState.PREPARING:
        return known
    return create_network(
        kernel().scope,
        owner_url(),
        kernel().settings.tenant_db_secret,
        slug=wanted.slug,
        name=wanted.name,
        locale=wanted.locale,
        region=wanted.region,
        seed=partial(seed, country_of(wanted.locale, wanted.region)),
    )


def _introduce(db: Session, wanted: DemoNetwork) -> None:
    row = profile_row(db)
    row.phone, row.email, row.welcome = wanted.phone, wanted.email, wanted.welcome
    announce_public_change(db)
    db.flush()


def _admit(db: Session, person: DemoPerson, locale: str) -> None:
    """An account, and the group the person speaks for."""
    made = Person(email=person.email, name=person.name, is_steward=person.is_steward, locale=locale)
    db.add(made)
    db.flush()
    if person.speaks_for:
        group = db.scalars(select(Group).where(Group.name == person.speaks_for).limit(1)).one()
        db.add(GroupContact(group_id=group.id, person_id=made.id))
        db.flush()


@demo.command("people")
def people() -> None:
    """Addresses of the demo, and as whom one can sign in there."""
    settings = kernel().settings
    click.echo(f"  everybody         {settings.address()}/")
    for wanted in NETWORKS:
        click.echo(f"  {wanted.name:<40} {network_url(wanted.slug)}")
        for person in wanted.people:
            click.echo(f"    sign in as {person.email:<36} {person.part}")
    if settings.mailbox_url:
        click.echo(f"  the code to type is in the mail at {settings.mailbox_url}")
