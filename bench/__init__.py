"""Side-by-side measurements: `make bench`, or `make bench ARGS="tenancy tick --quick"`.

Every figure is a ratio within one run, or a time next to the time of a control measured in turn with
it, so that a slow or busy machine slows both sides. Everything runs on this machine: a fresh
PostgreSQL under .data/bench, web servers as `make run` starts them, a small load client. `--start` adds
how long `make run` itself takes. A figure is a module in bench/figures; its docstring says what is compared.
"""
