"""REST for programs that act as agents."""
