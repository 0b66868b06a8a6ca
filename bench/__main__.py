"""`python -m bench [--quick] [figure ...]`: measure, print the table, write bench/results/."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.figures import NAMES
from bench.finding import Finding, table
from bench.run import Bench

BUSY = 1.5
"""Load per core, our own included, above which times mean little; ratios suffer less."""
ENOUGH_SECONDS = 540
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Exit code 1 when a goal was missed in a full run."""
    wish = _arguments()
    began = time.monotonic()
    bench = Bench(quick=wish.quick)
    findings: list[Finding] = []
    try:
        for name in wish.figures:
            if time.monotonic() - began > ENOUGH_SECONDS:
                print(f"{name} is left out: this machine is too slow or too busy for all in one run")
                continue
            findings += _measure(bench, name)
    finally:
        bench.servers.stop()
    print("\n" + table(findings))
    busy = os.getloadavg()[0]
    if busy > BUSY * (os.cpu_count() or 1):
        print(f"\nOther work goes on here (load {busy:.1f}): measure again when it is quiet.")
    path = _write(findings, quick=wish.quick)
    print(f"\n{time.monotonic() - began:.0f} s; written to {path.relative_to(Path.cwd())}")
    sys.exit(not wish.quick and any(finding.passed is False for finding in findings))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Side-by-side measurements.")
    parser.add_argument("figures", nargs="*", metavar="figure", help=f"only these: {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="few rounds: shows that it works")
    parser.add_argument("--start", action="store_true", help="also how long `make run` takes to start")
    wish = parser.parse_args()
    if unknown := set(wish.figures) - set(NAMES):
        parser.error(f"there is no figure {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    wish.figures = wish.figures or [name for name in NAMES if name != "start"]
    wish.figures += ["start"] if wish.start and "start" not in wish.figures else []
    return wish


def _measure(bench: Bench, name: str) -> list[Finding]:
    began = time.monotonic()
    print(f"{name} ...", end=" ", flush=True)
    try:
        found = list(import_module(f"bench.figures.{name}").measure(bench))
    finally:
        bench.stop_webs()
    print(f"{time.monotonic() - began:.0f} s", flush=True)
    return found


def _write(findings: list[Finding], *, quick: bool) -> Path:
    moment = datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{moment:%Y-%m-%d-%H%M%S}.json"
    report = {
        "measured_at": moment.isoformat(timespec="seconds"),
        "quick": quick,
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "python": platform.python_version(),
        "findings": [finding.as_json() for finding in findings],
    }
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
