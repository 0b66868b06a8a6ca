"""Where mail ends on a developer's machine and in tests: an SMTP server and a page that shows what came.

Nothing is passed on. In a test: `with Mailbox(directory) as mailbox:`; as a process of its own:
`python -m config.local.mailbox`.
"""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from werkzeug.serving import WSGIRequestHandler, make_server

from config.local import Trouble
from config.local.keep import LOOPBACK, free_port, port_is_free
from config.local.mailbox.page import create_page
from config.local.mailbox.sink import Mode, Sink
from config.local.mailbox.store import Mail, Store


class _Quiet(WSGIRequestHandler):
    """A line per request would drown the lines of the portal."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


class Mailbox:
    """Both servers, on threads of this process, from `start` to `stop`. Port 0 means any free port."""

    def __init__(self, data_dir: Path, *, smtp_port: int = 0, http_port: int = 0) -> None:
        self.store = Store(data_dir)
        if smtp_port and not port_is_free(smtp_port):
            raise Trouble(f"Port {smtp_port} for mail is taken by another program.")
        self.smtp_port = smtp_port or free_port()
        self.sink = Sink(self.store, LOOPBACK, self.smtp_port)
        try:
            page = create_page(self.store, self.sink)
            self.page = make_server(LOOPBACK, http_port, page, threaded=True, request_handler=_Quiet)
        except SystemExit:
            raise Trouble(f"Port {http_port} for the mailbox page is taken by another program.") from None
        self.thread = threading.Thread(
            target=self.page.serve_forever, args=(0.05,), name="mailbox page", daemon=True
        )

    @property
    def smtp_url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.smtp_port}"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.page.server_port}/"

    def start(self) -> Self:
        self.sink.start()
        self.thread.start()
        return self

    def stop(self) -> None:
        self.sink.stop()
        self.page.shutdown()
        self.page.server_close()
        self.thread.join()

    def mails(self, to: str = "") -> list[Mail]:
        """What came, newest first; `to` narrows it to one recipient."""
        return self.store.mails(to)

    def behave(self, mode: Mode, times: int | None = None) -> None:
        """Treat the next `times` mails (None: all) as `mode` says; see sink.Mode."""
        self.sink.behave(mode, times)

    def clear(self) -> None:
        self.store.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()


__all__ = ["Mail", "Mailbox", "Mode"]
