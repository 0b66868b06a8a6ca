"""The faults themselves, one after the other while the mails go out, in an order that a seed decides."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence

from tests.reminders.fault_family import Child, Family, ports_of
from tests.reminders.fault_ground import Ground
from tests.reminders.fault_report import Fault, tick
from tests.reminders.fault_sink import FaultSink

SERIES = {
    "worker killed": 3,
    "clock killed": 1,
    "clock killed while it stands in for the workers": 1,
    "the server refuses the sender": 1,
    "the server refuses the recipient": 1,
    "the server refuses the text": 1,
    "the server hangs": 1,
    "the server breaks the line": 1,
    "the server takes it and breaks the line": 2,
    "the server takes it and says nothing": 1,
    "nobody listens": 1,
    "Redis flushed": 2,
    "Redis restarted": 1,
    "PostgreSQL restarted": 2,
    "PostgreSQL crashed": 2,
    "a connection to PostgreSQL cut": 2,
}
"""How often each happens in a series."""
PATIENCE = 20.0
"""Longest wait in seconds for the next mail, before the next fault comes anyway."""
STILL = 2.0
"""Seconds without a mail after which everything waits for its next attempt, and that is now."""
_OF_NETWORKS = """select pid from pg_stat_activity
where client_port = any(%s) and starts_with(usename, 't_') order by pid"""


class Faults:
    """Does them and writes down when. Some wait until a mail was just taken: then it is in doubt."""

    def __init__(self, ground: Ground, sink: FaultSink, family: Family, *, seed: int) -> None:
        self.ground, self.sink, self.family = ground, sink, family
        self.done: list[Fault] = []
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def run(self, times: int, mails: int) -> None:
        """The whole series so many times, spread over so many mails."""
        kinds = [kind for kind, number in SERIES.items() for _one in range(number * times)]
        self._chance.shuffle(kinds)
        self.run_these(kinds, gap=mails // (len(kinds) + 3))

    def run_these(self, kinds: Sequence[str], *, gap: int) -> None:
        """One after the other, with so many mails between two."""
        for number, kind in enumerate(kinds, 1):
            self._wait_for(number * gap)
            self.happen(kind)

    def happen(self, kind: str) -> None:
        """This one, now."""
        if kind.startswith("the server "):
            self._order(kind, kind.removeprefix("the server "))
            return
        deeds: dict[str, Callable[[Fault], None]] = {
            "worker killed": self._kill_worker,
            "clock killed": lambda fault: self._kill(fault, self.family.children[2]),
            "clock killed while it stands in for the workers": self._kill_stand_in,
            "nobody listens": self._nobody_listens,
            "Redis flushed": lambda _fault: self.ground.flush(),
            "Redis restarted": lambda _fault: self._restart_redis(),
            "PostgreSQL restarted": lambda fault: self._restart(fault, "fast"),
            "PostgreSQL crashed": lambda fault: self._restart(fault, "immediate"),
            "a connection to PostgreSQL cut": self._cut,
        }
        sorts = {"killed": "kill", "listens": "line", "PostgreSQL": "database"}
        fault = self._note(kind, next((sorts[word] for word in sorts if word in kind), "other"))
        deeds[kind](fault)
        fault.until = tick()

    def _note(self, kind: str, sort: str, *, acted: int = 1) -> Fault:
        with self._lock:
            fault = Fault(len(self.done), kind, sort, tick(), tick(), acted=acted)
            self.done.append(fault)
        return fault

    def _wait_for(self, mails: int) -> None:
        """Until so many were taken; when none comes for long no longer."""
        known, since = -1, tick()
        while len(self.sink.takes) < mails and tick() - since < PATIENCE:
            if len(self.sink.takes) != known:
                known, since = len(self.sink.takes), tick()
            elif tick() - since > STILL:
                self.ground.let_time_pass()
            time.sleep(0.05)

    def _order(self, kind: str, how: str) -> None:
        """What holds up a worker for long strikes one mail, the rest a few."""
        fault = self._note(kind, "line", acted=0)

        def acted() -> None:
            fault.acted, fault.until = fault.acted + 1, tick()

        slow = how in ("hangs", "takes it and says nothing")
        self.sink.order(how, 1 if slow else self._chance.randint(1, 3), fault.number, acted)

    def _nobody_listens(self, fault: Fault) -> None:
        fault.acted = len(self.family.children)  # each process may have a mail in hand
        self.sink.go_away(fault.number)
        time.sleep(self._chance.uniform(0.5, 2))
        self.sink.come_back()

    def _kill_worker(self, fault: Fault) -> None:
        """Whichever just handed over a mail."""
        workers = self.family.children[:2]
        take = self.sink.next_take(PATIENCE)
        time.sleep(self._chance.choice((0, 0, 0.005, 0.02)))
        self._kill(fault, next((child for child in workers if take and child.pid == take.pid), workers[0]))

    def _kill_stand_in(self, fault: Fault) -> None:
        """Without Redis the clock works off what is due itself, a little later."""
        servers, clock = self.ground.servers, self.family.children[2]
        servers.redis.stop()
        until = tick() + PATIENCE
        while tick() < until:
            take = self.sink.next_take(0.5)
            if take and take.pid == clock.pid:
                break
        self._kill(fault, clock)
        servers.start_redis()

    def _restart_redis(self) -> None:
        """In the middle of somebody's work."""
        self.sink.next_take(PATIENCE)
        self.ground.servers.redis.stop()
        time.sleep(self._chance.uniform(0, 4))
        self.ground.servers.start_redis()

    def _kill(self, fault: Fault, child: Child) -> None:
        fault.at = tick()
        fault.pid = self.family.kill(child) or None

    def _restart(self, fault: Fault, mode: str) -> None:
        self.sink.next_take(PATIENCE)
        fault.at = tick()
        self.ground.restart_postgres(mode)

    def _cut(self, fault: Fault) -> None:
        """One connection of whoever just handed over a mail: the one with the jobs, or the one that marks."""
        take = self.sink.next_take(PATIENCE)
        fault.pid = take.pid if take else None
        ports = ports_of(fault.pid or 0)
        fault.at = tick()
        with self.ground.admin() as admin:
            found = [row[0] for row in admin.execute(_OF_NETWORKS, [list(ports)])]
            if found:
                admin.execute("select pg_terminate_backend(%s)", [self._chance.choice(found)])
            else:
                fault.acted = 0
