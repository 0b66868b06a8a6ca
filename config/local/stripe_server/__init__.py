"""A stand-in for Stripe on a developer's machine and in tests: its API, a pay page, signed webhooks.

Strict where Stripe is: an unknown parameter, a wrong type, a missing idempotency key or a key used for
something else is an error. In a test: `with StripeServer(...) as stripe:`; as a process of its own:
`python -m config.local.stripe_server`. It knows only what this product uses of Stripe.
"""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from config.local import Trouble
from config.local.keep import LOOPBACK
from config.local.stripe_server.api import add_api
from config.local.stripe_server.books import Books
from config.local.stripe_server.courier import Courier, Deliver, by_http
from config.local.stripe_server.pages import add_pages


class _Quiet(WSGIRequestHandler):
    """A line per request would drown the lines of the portal."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


class StripeServer:
    """The server on a thread of this process, from `start` to `stop`. Port 0 means any free port.

    `deliver` hands an event over: (body, signature header) -> status. `data` keeps what was paid.
    """

    def __init__(
        self, key: str, secret: str, deliver: Deliver, *, port: int = 0, data: Path | None = None
    ) -> None:
        self.key, self.deliver = key, deliver
        self.courier = Courier(secret, deliver)
        self.books = Books(self.courier.take, data)
        app = Flask(__name__)
        app.config["TRUSTED_HOSTS"] = ["localhost", "127.0.0.1"]
        self.requests = add_api(app, self.books, key)
        add_pages(app, self.books, self.courier)
        try:
            self._web = make_server(LOOPBACK, port, app, threaded=True, request_handler=_Quiet)
        except SystemExit:
            raise Trouble(f"Port {port} for the pay page is taken by another program.") from None
        self.books.address = self.url
        self._thread = threading.Thread(
            target=self._web.serve_forever, args=(0.05,), name="stripe", daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://localhost:{self._web.server_port}"

    def start(self) -> Self:
        self._thread.start()
        self.courier.start()
        return self

    def stop(self) -> None:
        self.courier.stop()
        self._web.shutdown()
        self._web.server_close()
        self._thread.join()

    def clear(self) -> None:
        """As new: nothing was paid, nothing waits to be delivered."""
        self.books.clear()
        self.courier.clear()
        self.requests.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()


__all__ = ["StripeServer", "by_http"]
