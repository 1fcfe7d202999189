"""REST for conversations."""
