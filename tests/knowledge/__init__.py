"""The knowledge base and what networks share of it."""
