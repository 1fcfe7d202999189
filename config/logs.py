"""Log lines that stay one line, whatever a visitor put into them."""

import logging


class OneLineFormatter(logging.Formatter):
    """Formats a record as one line; control characters of the message are escaped."""

    default_msec_format = "%s.%03d"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the name is logging's
        """Return the line with CR, LF, ESC and their kin escaped; tracebacks follow untouched."""
        line = super().formatMessage(record)
        return line if line.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
