"""The doors of the HSDS API."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from portal.access import Permission, access
from portal.clock import today
from portal.feeds import hsds
from portal.feeds.answers import as_json, found, nothing_here
from portal.feeds.asking import asked
from portal.feeds.queries import listing
from portal.pages import network_url

bp = Blueprint("hsds", __name__, url_prefix="/hsds")


@bp.get("/")
@access(Permission.PUBLIC, cached=True, shares="data")
def root() -> Response:
    """What there is, and where it is described."""
    address = network_url(g.network.slug, "/open-data")
    description = _("What there is and how to use it: %(address)s", address=address)
    return as_json(hsds.root(listing(g.db).network, description=description))


@bp.get("/services")
@access(Permission.PUBLIC, cached=True, shares="data")
def services() -> Response:
    """A page of services."""
    wish = asked(request.args, filters=("modified_after", "taxonomy_term_id", "organization_id"))
    known = listing(g.db)
    return as_json(
        hsds.services(
            known.groups,
            known.network,
            today=today(),
            page=wish.page,
            per_page=wish.per_page,
            full=wish.full,
            modified_after=wish.modified_after,
            taxonomy_term_id=wish.taxonomy_term_id,
            organization=wish.organization,
        )
    )


@bp.get("/services/<service>")
@access(Permission.PUBLIC, cached=True, shares="data")
def service(service: str) -> Response:
    """One service with everything that belongs to it."""
    known = listing(g.db)
    return found(hsds.service(known.groups, known.network, service, today=today()))


@bp.get("/organizations")
@access(Permission.PUBLIC, cached=True, shares="data")
def organizations() -> Response:
    """A page of organizations."""
    wish = asked(request.args)
    return as_json(
        hsds.organizations(listing(g.db).groups, page=wish.page, per_page=wish.per_page, full=wish.full)
    )


@bp.get("/organizations/<organization>")
@access(Permission.PUBLIC, cached=True, shares="data")
def organization(organization: str) -> Response:
    """One organization."""
    return found(hsds.organization(listing(g.db).groups, organization))


@bp.get("/service_at_locations")
@access(Permission.PUBLIC, cached=True, shares="data")
def service_at_locations() -> Response:
    """A page of groups at their places."""
    wish, known = asked(request.args), listing(g.db)
    return as_json(
        hsds.service_at_locations(
            known.groups, known.network, today=today(), page=wish.page, per_page=wish.per_page, full=wish.full
        )
    )


@bp.get("/service_at_locations/<place>")
@access(Permission.PUBLIC, cached=True, shares="data")
def service_at_location(place: str) -> Response:
    """One group at one of its places."""
    known = listing(g.db)
    return found(hsds.service_at_location(known.groups, known.network, place, today=today()))


@bp.get("/taxonomies")
@access(Permission.PUBLIC, cached=True, shares="data")
def taxonomies() -> Response:
    """The one list of themes."""
    wish = asked(request.args)
    return as_json(hsds.taxonomies(page=wish.page, per_page=wish.per_page))


@bp.get("/taxonomies/<taxonomy>")
@access(Permission.PUBLIC, cached=True, shares="data")
def taxonomy(taxonomy: str) -> Response:
    """The list of themes, if it is meant."""
    return found(hsds.taxonomy(taxonomy))


@bp.get("/taxonomy_terms")
@access(Permission.PUBLIC, cached=True, shares="data")
def taxonomy_terms() -> Response:
    """The themes that groups of this network have."""
    wish = asked(request.args)
    return as_json(hsds.taxonomy_terms(listing(g.db).groups, page=wish.page, per_page=wish.per_page))


@bp.get("/taxonomy_terms/<term>")
@access(Permission.PUBLIC, cached=True, shares="data")
def taxonomy_term(term: str) -> Response:
    """One theme."""
    return found(hsds.taxonomy_term(listing(g.db).groups, term))


@bp.get("/<path:rest>")
@access(Permission.PUBLIC, shares="data")
def elsewhere(rest: str) -> Response:
    """What the standard knows and we do not, or nobody."""
    raise nothing_here()
