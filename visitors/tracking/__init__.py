"""What visitors do on the pages of a site: what may be known of it, and what it means."""
