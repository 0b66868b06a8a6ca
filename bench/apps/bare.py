"""What the portal is measured against: Flask and psycopg, nothing else.

It sends the statements that the portal was heard to send for the same page, prepared, in one READ ONLY
transaction, fetches every row, and answers with the very bytes the portal made of them. It finds
no network, builds no statement, fills no template.
"""

import os
import pickle
import threading
from pathlib import Path

import psycopg
from flask import Flask, Response, request

app = Flask(__name__)
PAGES = pickle.loads(Path(os.environ["BARE_PAGES"]).read_bytes())
"""(statements with their parameters, the page) by the number of the page."""
_mine = threading.local()


def _connection() -> psycopg.Connection:
    if not hasattr(_mine, "connection"):
        _mine.connection = psycopg.connect(os.environ["BARE_DATABASE"], prepare_threshold=0)
        _mine.connection.read_only = True
    return _mine.connection


@app.get("/groups")
def groups() -> Response:
    """The same rows and the same bytes."""
    statements, page = PAGES[request.args["page"]]
    connection = _connection()
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()
    connection.commit()
    return Response(page, mimetype="text/html")
