"""How the product is told where it runs: settings, log lines, and what a developer's machine needs."""
