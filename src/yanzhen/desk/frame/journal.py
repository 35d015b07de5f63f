"""The log names the request, so that the number on an error page can be found in it."""

from __future__ import annotations

import logging


class RequestId(logging.Filter):
    """Adds ``request_id`` to each record: the request's own, or ``-`` where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "META", {}).get("yanzhen.request_id", "-")
        return True
