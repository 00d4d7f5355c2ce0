"""Logs as events with facts, on standard error; never keys, never prompt or answer text."""

from __future__ import annotations

import logging
import sys

import structlog

from monitor.errors import BadInput

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def configure_logs(level: str, *, as_json: bool) -> None:
    """Set the level and the form of all logs of this process.

    Raises:
        BadInput: the level is none of the four.
    """
    if level.lower() not in LEVELS:
        raise BadInput(f"NAMEDROP_LOG_LEVEL: expected one of {', '.join(LEVELS)}, found {level!r}")
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level.lower()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
