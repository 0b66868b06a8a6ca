"""The two sets of addresses of this feature, apart so that the menu knows where we are."""

from flask import Blueprint

accounts = Blueprint("accounts", __name__)
people_pages = Blueprint("people", __name__, url_prefix="/stewardship/people")
