"""What the operator sees of all networks: how far the work is, and what failed. No names, no contents."""
