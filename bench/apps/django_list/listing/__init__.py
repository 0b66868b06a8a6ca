"""The application of one network: groups."""
