"""Handing events over as Stripe does: signed, again until a 2xx, and in no particular order.

A test switches it: events held back and let go in any order, each twice, late.
"""

import hashlib
import hmac
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
Deliver = Callable[[bytes, str], int]
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
ATTEMPTS = 20


def by_http(address: str) -> Deliver:
    """Deliver by POST to an address; 0 when nobody answers."""

    def deliver(body: bytes, signature: str) -> int:
        request = urllib.request.Request(address, data=body, method="POST")  # noqa: S310  our own address
        request.add_header("Content-Type", "application/json; charset=utf-8")
        request.add_header("Stripe-Signature", signature)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    return deliver


def sign(body: bytes, secret: str, *, at: float | None = None) -> str:
    """The header that proves where a body comes from."""
    moment = int(time.time() if at is None else at)
    proof = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={proof}"


@dataclass
class Behaviour:
    """How events travel. `hold`: they wait for `release`. `copies`: each so many times. `late`: seconds."""

    hold: bool = False
    copies: int = 1
    shuffle: bool = False
    late: float = 0.0


@dataclass(order=True)
class _Parcel:
    due: float
    event: Event = field(compare=False)
    attempts: int = field(default=0, compare=False)


class Courier:
    """Takes events and hands each over until it is accepted, on a thread of its own."""

    def __init__(self, secret: str, deliver: Deliver) -> None:
        self.secret, self.deliver = secret, deliver
        self.behaviour = Behaviour()
        self.held: list[Event] = []
        self._waiting: list[_Parcel] = []
        self._changed = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="stripe events", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join(timeout=12)

    def clear(self) -> None:
        with self._changed:
            self.held.clear()
            self._waiting.clear()
            self.behaviour = Behaviour()

    def take(self, event: Event) -> None:
        """An event happened."""
        with self._changed:
            if self.behaviour.hold:
                self.held.append(event)
            else:
                self._send([event] * self.behaviour.copies)

    def release(self, *, copies: int = 1, shuffle: bool = False, seed: int = 0) -> None:
        """Hand over what was held, now and in this thread."""
        with self._changed:
            events = self.held * copies
            self.held = []
        if shuffle:
            random.Random(seed).shuffle(events)  # noqa: S311  an order, no secret
        for event in events:
            self.hand_over(event)

    def hand_over(self, event: Event) -> int:
        """One attempt."""
        body = json.dumps(event).encode()
        return self.deliver(body, sign(body, self.secret))

    def _send(self, events: list[Event]) -> None:
        spread = 2.0 if self.behaviour.shuffle else 0.0
        for event in events:
            due = time.monotonic() + self.behaviour.late + random.uniform(0, spread)  # noqa: S311
            self._waiting.append(_Parcel(due, event))
        self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._over:
                    return
                parcel = min(self._waiting, default=None)
                pause = parcel.due - time.monotonic() if parcel else None
                if parcel is None or (pause is not None and pause > 0):
                    self._changed.wait(pause)
                    continue
                self._waiting.remove(parcel)
            if not 200 <= self.hand_over(parcel.event) < 300 and parcel.attempts < ATTEMPTS:
                parcel.attempts += 1
                parcel.due = time.monotonic() + min(FIRST_PAUSE * 2 ** (parcel.attempts - 1), LONGEST_PAUSE)
                with self._changed:
                    self._waiting.append(parcel)
