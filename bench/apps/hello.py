"""The smallest Flask application there is."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
@app.get("/healthz")
def hello() -> str:
    """Hello."""
    return "Hello, world"
