"""The configuration files that come with Namedrop: one to start from, and the demo's."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from monitor.configuration.configuration import Configuration, KnownProviders
from monitor.configuration.read import configuration_of
from monitor.errors import BadInput


def write_template(path: Path) -> None:
    """Write a commented configuration that runs as it is with the local model.

    Raises:
        BadInput: there is something at the path already, or it cannot be written.
    """
    try:
        with path.open("xb") as file:
            file.write(_packaged("template.yaml"))
    except FileExistsError:
        raise BadInput(
            f"{path}: expected a file that does not exist yet; nothing was changed. "
            "Give another name, or move the old file away"
        ) from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from error


def demo_configuration(known: KnownProviders) -> Configuration:
    """What `namedrop demo` asks; its one monitor is called `demo`."""
    return configuration_of(_packaged("demo.yaml"), file="demo.yaml", known=known)


def _packaged(name: str) -> bytes:
    return files("monitor.configuration").joinpath(name).read_bytes()
