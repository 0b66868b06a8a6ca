"""What groups and the network offer each other: once, or as long as it lasts."""
