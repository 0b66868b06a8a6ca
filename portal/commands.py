"""`flask --app portal networks ...` and `jobs ...`: what an operator types."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

import click
from flask import Flask, g
from flask.cli import AppGroup
from sqlalchemy import func, select

from portal import ledger
from portal.clock import now
from portal.extensions import kernel
from portal.i18n import SUPPORTED
from portal.profile import COUNTRIES, country_of
from portal.seeding import replant, seed
from tenants.cluster import prepare_cluster
from tenants.doctor import examine
from tenants.migrate import migrate_control, migrate_networks
from tenants.provision import SlugRefused, create_network, suspend_network
from tenants.registry import KnownNetwork, NetworkState, all_networks, by_slug
from tenants.scope import PlaneSession

networks = AppGroup("networks", help="Make networks, bring them up to date, look after them.")
jobs = AppGroup("jobs", help="The work written down in each network's ledger.")

FIRST_STEWARD: list[Callable[[PlaneSession, str], None]] = []
"""How a new network invites its first steward, by mail address; the accounts feature says."""


def install(app: Flask) -> None:
    """Hang the commands on the flask command line."""
    app.cli.add_command(networks)
    app.cli.add_command(jobs)


def owner_url() -> str:
    """The owner's login. Ends the command with a sentence when it is not given."""
    url = kernel().settings.database_owner_url
    if not url:
        fail("DATABASE_OWNER_URL is not set: making and migrating networks needs the schema owner's login.")
    return str(url)


def fail(sentence: str) -> None:
    """Say what is wrong and end with exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


def network_named(slug: str) -> KnownNetwork:
    """The network with this slug, or a sentence and exit code 1."""
    with kernel().scope.control(read_only=True) as control:
        found = by_slug(control, slug)
        if found is None:
            known = ", ".join(network.slug for network in all_networks(control)) or "none yet"
            fail(f"There is no network '{slug}'. Known networks: {known}.")
    assert found is not None
    return found


@networks.command("prepare-cluster")
def prepare() -> None:
    """Once per database server, as its superuser: logins, database, catalog lock-down."""
    settings = kernel().settings
    if not settings.database_admin_url:
        fail("DATABASE_ADMIN_URL is not set: preparing a server needs its superuser, once.")
    for line in prepare_cluster(str(settings.database_admin_url), owner_url(), settings.database_url):
        click.echo(line)


@networks.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="The network's full name.")
@click.option("--locale", type=click.Choice(SUPPORTED), default="nl", show_default=True)
@click.option("--region", default="", help="Region, as shown nationally and as sender of mails.")
@click.option("--country", type=click.Choice(COUNTRIES, case_sensitive=False), help="Else by its region.")
@click.option("--steward-email", help="Invites this person as the first steward.")
def create(
    slug: str, *, name: str, locale: str, region: str, country: str | None, steward_email: str | None
) -> None:
    """Make the network SLUG; run again to finish one that was cut off."""
    settings = kernel().settings
    try:
        network = create_network(
            kernel().scope,
            owner_url(),
            settings.tenant_db_secret,
            slug=slug,
            name=name,
            locale=locale,
            region=region,
            seed=partial(seed, country or country_of(locale, region)),
        )
    except SlugRefused as refused:
        fail(str(refused))
    if steward_email:
        with kernel().scope.network(network) as db:
            g.network = network
            FIRST_STEWARD[0](db, steward_email)
            db.commit()
    click.echo(f"{network.name} is open at {settings.address(f'{slug}.{settings.base_domain}')}/")


@networks.command("list")
def list_networks() -> None:
    """Every network with its state and revision."""
    with kernel().scope.control(read_only=True) as control:
        for network in all_networks(control):
            click.echo(f"{network.slug:<28} {network.state:<12} {network.revision or '-':<8} {network.name}")


@networks.command("migrate")
@click.option("--jobs", "workers", default=2, show_default=True, help="Networks migrated side by side.")
def migrate(workers: int) -> None:
    """Bring the control plane and every network to the newest revision."""
    if migrate_control(owner_url(), kernel().settings.database_url):
        click.echo("control plane migrated")
    started, done, failed = time.monotonic(), 0, 0
    for outcome in migrate_networks(owner_url(), jobs=workers):
        done += 1
        if outcome.error:
            failed += 1
            click.echo(f"{outcome.slug}: {outcome.error}", err=True)
        elif done % 50 == 0 or done == 1:
            click.echo(f"{done} migrated ({outcome.slug})")
    with kernel().scope.control(read_only=True) as control:
        known = all_networks(control)
    for network in known if done else ():
        if network.state is not NetworkState.ACTIVE:
            continue  # it stands on an older revision, or is not in use
        with kernel().scope.network(network) as db:
            replant(db)
            db.commit()
    click.echo(f"{done - failed} of {done} networks migrated in {time.monotonic() - started:.1f} s")
    if failed:
        fail(f"{failed} could not be migrated and are in maintenance; mend the cause and run this again.")


@networks.command("suspend")
@click.argument("slug")
@click.option("--undo", is_flag=True, help="Open the network again.")
def suspend(slug: str, undo: bool) -> None:
    """Close a network's doors; its data stay."""
    network_named(slug)
    if not suspend_network(owner_url(), slug, suspended=not undo):
        fail(f"'{slug}' is neither active nor suspended.")
    click.echo(f"{slug} is {'open' if undo else 'suspended'}")


@networks.command("doctor")
def doctor() -> None:
    """Look whether roles, grants, schemas and revisions still stand as they were built."""
    findings = 0
    for slug, problems in examine(owner_url()):
        for problem in problems:
            findings += 1
            click.echo(f"{slug}: {problem}")
    click.echo("all sound" if not findings else f"{findings} findings")
    if findings:
        sys.exit(1)


@jobs.command("list")
def list_jobs() -> None:
    """Work that is late or failed, per network."""
    with kernel().scope.control(read_only=True) as control:
        known = all_networks(control)
    for network in known:
        with kernel().scope.network(network, read_only=True) as db:
            late = select(func.count()).where(ledger.Job.state == "due", ledger.Job.due_at <= now())
            click.echo(f"{network.slug}: {db.scalar(late)} waiting")
            failed = select(ledger.Job).where(ledger.Job.state == "failed").order_by(ledger.Job.done_at)
            for job in db.scalars(failed.limit(50)):
                click.echo(f"  failed {job.id} {job.handler} after {job.attempts} attempts: {job.last_error}")


@jobs.command("retry")
@click.argument("slug")
def retry(slug: str) -> None:
    """Put the failed work of network SLUG back to due."""
    network = network_named(slug)
    with kernel().scope.network(network) as db:
        count = ledger.retry_failed(db)
        db.commit()
    click.echo(f"{count} put back")
