"""Files that hang on something of the network: a question, a room, a training."""
