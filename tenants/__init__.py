"""Networks, their schemas and their login roles. Knows nothing of the portal."""
