"""A test client that behaves as a browser would, and looks at every page it is given."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.hygiene import check_page

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """Keeps cookies, fills in form tokens, and checks the hygiene of every page it fetches."""

    def __init__(self, app: Flask, host: str) -> None:
        self._client = app.test_client()
        self.host = host

    def set_cookie(self, name: str, value: str) -> None:
        """Put a cookie in the jar, as a server would."""
        self._client.set_cookie(name, value, domain=self.host)

    def cookie(self, name: str) -> str | None:
        """A cookie's value, or None."""
        found = self._client.get_cookie(name, domain=self.host)
        return found.value if found else None

    def get(self, path: str, **kw: Any) -> TestResponse:
        """Fetch a page; HTML answers are checked for hygiene."""
        headers = {"Sec-Fetch-Site": "same-origin", **kw.pop("headers", {})}
        response = self._client.get(path, base_url=f"http://{self.host}", headers=headers, **kw)
        if response.mimetype == "text/html" and "HX-Request" not in headers:
            check_page(response.text, path)
        return response

    def follow(self, response: TestResponse) -> TestResponse:
        """Go where a 303 points."""
        assert response.status_code == 303, (response.status_code, response.text[:500])
        return self.get(response.headers["Location"])

    def token(self, page: str) -> str:
        """The form token that a page shows."""
        found = _TOKEN.search(self.get(page).text)
        assert found, f"{page} shows no form token"
        return found.group(1)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, page: str | None = None, **kw: Any
    ) -> TestResponse:
        """Send a form that stands on `page` (default: at the same address)."""
        data = {"csrf_token": self.token(page or path), **(data or {})}
        return self.send(path, data, **kw)

    def send(self, path: str, data: dict[str, Any] | None = None, **kw: Any) -> TestResponse:
        """POST exactly this, without looking up a token."""
        headers = {"Sec-Fetch-Site": "same-origin", **kw.pop("headers", {})}
        response = self._client.post(path, base_url=f"http://{self.host}", data=data, headers=headers, **kw)
        if response.mimetype == "text/html" and "HX-Request" not in headers:
            check_page(response.text, path)
        return response
