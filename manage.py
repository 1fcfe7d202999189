#!/usr/bin/env python
"""Command line of the project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["quickstart"]:
        os.environ.setdefault("DEMO", "1")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting that makes no sense is the reader's to mend, not ours to trace.
        sys.exit(f"Settings: {error}")


if __name__ == "__main__":
    main()
