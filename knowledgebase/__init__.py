"""Answers without an agent."""
