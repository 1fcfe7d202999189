"""REST for sites and customers."""
