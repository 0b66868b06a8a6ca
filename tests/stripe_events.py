"""Where events of the payment service arrive in tests: at the national address of the application."""

from __future__ import annotations

from flask import Flask

PATH = "/stripe/events"


class Letterbox:
    """Takes (body, signature) as the courier of the stand-in hands them over, and answers the status."""

    app: Flask | None = None

    def __call__(self, body: bytes, signature: str) -> int:
        if self.app is None:
            return 0
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
        answer = self.app.test_client().post(
            PATH, data=body, headers=headers, base_url="http://localhost"
        )
        return answer.status_code
