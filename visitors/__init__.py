"""Who they are and what happens: sites, visitors, customers, visits."""
