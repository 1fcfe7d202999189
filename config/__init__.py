"""The front door: puts the house together; nobody imports it."""
