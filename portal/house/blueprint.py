"""The addresses of this feature."""

from flask import Blueprint

bp = Blueprint("house", __name__)
