"""Installs people: signing in, one's own page, invitations, and the stewards' list."""

from __future__ import annotations

import click
from flask import g
from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.accounts import jobs, rules, sessions  # noqa: F401 (they register themselves)
from portal.accounts.actions import invite
from portal.accounts.views import accounts, people_pages
from portal.commands import FIRST_STEWARD
from portal.errors import Refused
from portal.fields import address
from portal.gate import Gate
from tenants.scope import PlaneSession


def install(app: Gate) -> None:
    """Register pages, menu entries, and how a new network gets its first steward."""
    app.register_blueprint(accounts)
    app.register_blueprint(people_pages)
    for label, endpoint, order, permission in (
        (_l("My page"), "accounts.me", 10, Permission.SELF_MANAGE),
        (_l("People"), "people.index", 50, Permission.PERSON_MANAGE),
    ):
        nav.add(nav.Entry(label, endpoint, order=order, permission=permission, personal=True))
    FIRST_STEWARD[:] = [invite_first_steward]


def invite_first_steward(db: PlaneSession, email: str) -> None:
    """What `networks create --steward-email` does; run again it sends a fresh link, or none to a steward."""
    try:
        invite(db, email=address(email), is_steward=True, by=None, locale=g.network.locale)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--steward-email") from None
    except Refused as refused:
        click.echo(str(refused))
