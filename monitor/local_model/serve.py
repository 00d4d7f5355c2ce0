"""The child process that serves the local model: `python -m monitor.local_model.serve`.

It prints one line of JSON, its address, and ends when its standard input does: that also happens
when the parent is killed, because the kernel closes the parent's end of the pipe.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

SLOTS = 8
"""Answers that are written at the same time; each step writes one token of all of them."""

TOKENS_PER_SLOT = 1024


def serve(weights: Path, model: str) -> None:
    """Serve the model on a free port of 127.0.0.1 until standard input ends."""
    report = _take_over_output()
    import xllamacpp  # noqa: PLC0415  loads 100 MB of native code

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.model_alias = {model}
    params.n_parallel = SLOTS
    params.n_ctx = SLOTS * TOKENS_PER_SLOT
    params.cpuparams.n_threads = _threads()
    params.cache_ram_mib = 0  # else up to 8 GB of prompts are kept in memory
    params.endpoint_slots = False  # shows the prompts of others
    params.ui = False
    server = xllamacpp.Server(params)
    os.write(report, json.dumps({"base_url": server.listening_address}).encode() + b"\n")
    os.close(report)
    while os.read(sys.stdin.fileno(), 4096):
        pass
    # Nothing has to be saved, and stopping the native threads in mid-answer would take seconds.
    os._exit(0)


def _threads() -> int:
    """One less than there are cores, at most 4 for so small a model.

    The threads wait for each other in a busy loop: when another program takes one of their cores,
    all stand still. Two threads on two cores, one of them busy, took 2.3 times as long as one.
    """
    return min(max((os.cpu_count() or 1) - 1, 1), 4)


def _take_over_output() -> int:
    """A descriptor for the report; what native code prints goes to standard error, the log."""
    report = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return report


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m monitor.local_model.serve")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--model", required=True)
    arguments = parser.parse_args()
    serve(arguments.weights, arguments.model)


if __name__ == "__main__":
    main()
