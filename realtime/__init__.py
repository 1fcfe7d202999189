"""Ground: the hub, the event vocabulary, group commit, refusals."""
