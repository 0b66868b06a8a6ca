"""The application as web servers and workers import it."""

from portal import create_portal

app = create_portal()
