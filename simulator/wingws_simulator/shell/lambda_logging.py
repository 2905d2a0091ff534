"""
Python's logging as Lambda's own runtime sets it up.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

from __future__ import annotations

import logging
import sys
import time

__all__ = ["RequestIds", "set_up_logging"]


class RequestIds(logging.Filter):
    """
    Adds the invocation's id to each record.

    Attributes:
        request_id: The invocation that runs, empty while the code is imported.
    """

    request_id = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let `record` pass, with the id."""
        record.aws_request_id = self.request_id
        return True


def set_up_logging() -> RequestIds:
    """Let the root logger write to stdout, in tab-separated fields, from WARNING on."""
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
        "%Y-%m-%dT%H:%M:%S",
    )
    formatter.converter = time.gmtime
    request_ids = RequestIds()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    handler.addFilter(request_ids)
    logging.getLogger().handlers = [handler]
    return request_ids
