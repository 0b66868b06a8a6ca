"""What groups ask the network, and what was already answered."""
