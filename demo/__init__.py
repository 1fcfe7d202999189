"""A small furniture shop with the widget on its pages, so that the first start has something to show."""
