"""`make run`: everything the portal needs, on one machine, until Ctrl-C.

PostgreSQL and Redis are started unless DATABASE_URL and REDIS_URL are set; mail ends in the mailbox
unless SMTP_URL is set; payments are played unless STRIPE_KEY is set. Data, ports and secrets are kept in
.data/.
"""

import http.client
import os
import shlex
import sys
import time

from config.local import Trouble, environment
from config.local.claim import Claim
from config.local.environment import DATA, ROOT
from config.local.keep import LOOPBACK, private_file
from config.local.ports import check_free, wanted_port
from config.local.processes import Child, Family, Stopped, show
from config.local.services import Services
from config.settings import BadSettings, Settings, load_settings

STEPS = [sys.executable, "-m", "config.local.steps"]
PEOPLE = DATA / "people.txt"
WEB_WORKERS = 2
FIRST_ANSWER_SECONDS = 60


def say(sentence: str) -> None:
    show("run", sentence)


def main() -> None:
    """Exit code 0 after Ctrl-C, 1 with a sentence when something did not work."""
    os.chdir(ROOT)
    claim = Claim(DATA)
    services = Services(DATA, say)
    family = Family(claim.write)
    code = 0
    try:
        _live(claim, services, family)
    except Stopped:
        say("stopping")
    except (Trouble, BadSettings) as trouble:
        say(str(trouble))
        code = 1
    finally:
        family.stop()
        services.stop()
        claim.release()
    sys.exit(code)


def _live(claim: Claim, services: Services, family: Family) -> None:
    port, bind = wanted_port(os.environ), os.environ.get("BIND", LOOPBACK)
    claim.take({"pid": os.getpid(), "address": f"http://localhost:{port}/"})
    claim.clear_leftovers(say)
    check_free(port, bind)
    claim.write([])
    env = environment.base(DATA, port)
    env |= services.databases(env)
    env |= services.doorbell(env)
    added, mailbox = services.mailbox(env)
    env |= added
    paid, payments = services.payments(env)
    env |= paid
    load_settings(env)
    _keep_for_operator(claim, env)
    _prepare(family, env)
    for child in (mailbox, payments):
        if child:
            family.add(child)
    product = environment.for_product(env)
    family.add(_web(product, port, bind))
    _wait_for_web(family, port)
    family.add(Child("worker", [sys.executable, "worker.py", "work"], product, restart=True))
    family.add(Child("clock", [sys.executable, "worker.py", "tick", "--forever"], product, restart=True))
    family.run("demo", [*STEPS, "demo load", f"demo people > {PEOPLE}"], environment.for_operator(env))
    _tell(product)
    while True:
        family.check()
        time.sleep(0.2)


def _keep_for_operator(claim: Claim, env: dict[str, str]) -> None:
    """So that `make flask` finds the servers of this run, as long as it lives."""
    known = {name.upper() for name in Settings.model_fields} & env.keys()
    lines = [f"export {name}={shlex.quote(env[name])}\n" for name in sorted(known)]
    private_file(claim.operator, "".join(lines))


def _prepare(family: Family, env: dict[str, str]) -> None:
    """The cluster and the schemas; quick when there is nothing left to do."""
    steps = ["networks prepare-cluster"] if "DATABASE_ADMIN_URL" in env else []
    family.run("schemas", [*STEPS, *steps, "networks migrate"], env)


def _web(env: dict[str, str], port: int, bind: str) -> Child:
    """A worker told to stop while it starts would stay, hence the time after which it is killed."""
    listen = ["--host", bind, "--port", str(port), "--workers", str(WEB_WORKERS), "--blocking-threads", "2"]
    style = ["--interface", "wsgi", "--no-ws", "--workers-kill-timeout", "10"]
    log = ["--log-config", "config/granian.json"]
    return Child("web", [sys.executable, "-m", "granian", *style, *listen, *log, "portal.wsgi:app"], env)


def _wait_for_web(family: Family, port: int) -> None:
    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    while not _answers(port):
        family.check()
        if time.monotonic() > deadline:
            raise Trouble(f"The web server gives no answer at http://localhost:{port}/healthz.")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


def _tell(env: dict[str, str]) -> None:
    """The block a person reads first: addresses, and how to sign in as each person of the demo."""
    settings = load_settings(env)
    lines = [
        "",
        f"The portal runs at  {settings.address()}/",
        f"Mails are shown at  {settings.mailbox_url}" if settings.mailbox_url else "",
        f"Payments are played at  {settings.stripe_url}/" if settings.stripe_url else "",
        f"Work of all networks at  {settings.address()}/operator (OPERATOR_TOKEN in .data/secrets.env)",
        "",
        *PEOPLE.read_text().splitlines(),
        "",
        "Ctrl-C stops everything; the data stays in .data/.",
        "",
    ]
    for line in lines:
        say(line)


if __name__ == "__main__":
    main()
