"""The conversation: its record, its verbs and the doors to it."""
