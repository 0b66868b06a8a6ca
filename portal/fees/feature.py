"""Installs fees of trainings."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import nav
from portal.access import Permission
from portal.fees import jobs, keeping_views, owing, pricing, queries, refunding, rules, telling  # noqa: F401
from portal.fees.prices import euros
from portal.fees.views import bp
from portal.gate import Gate
from portal.hooks import join
from portal.signups import hooks as signing_up
from portal.trainings import hooks as trainings
from portal.trainings.models import Training


def install(app: Gate) -> None:
    """Register the pages, and join in with trainings and signing up."""
    app.register_blueprint(bp)
    app.add_template_filter(euros, "euros")
    join(signing_up.holds, owing.how_long)
    join(signing_up.pay_page, owing.pay_page)
    join(signing_up.left, refunding.gave_up)
    join(signing_up.payments, queries.said_of)
    join(trainings.costs, pricing.said)
    join(trainings.copied, pricing.copy)
    join(trainings.page_cards, pricing.card)
    join(trainings.tending_links, tending_link)
    entry = nav.Entry(_l("Fees"), "fees.index", order=58, permission=Permission.FEE_MANAGE, personal=True)
    nav.add(entry)


def tending_link(training: Training) -> tuple[str, str]:
    """Where stewards say what a training costs."""
    return str(_("What it costs")), url_for("fees.edit", id=training.id)
