"""namedrop mock-models: a server that plays all providers, without keys and without cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.opening import notices
from monitor.errors import BadInput
from monitor.mock_models.scenario import default_scenario, read_scenario
from monitor.mock_models.serve import DEFAULT_PORT, LOOPBACK, serve


def mock_models(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = LOOPBACK,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = DEFAULT_PORT,
    scenario: Annotated[
        Path | None,
        typer.Option(help="A YAML file of brands, rates and faults; GET / tells the rest."),
    ] = None,
    delay: Annotated[
        tuple[float, float] | None,
        typer.Option(help="Shortest and longest time of an answer in seconds.", min=0),
    ] = None,
) -> None:
    """Play all providers on one port, for tests and for trying things out."""
    chosen = default_scenario() if scenario is None else read_scenario(scenario)
    if delay is not None:
        if delay[0] > delay[1]:
            raise BadInput(
                f"--delay: expected the shorter time first, found {delay[0]:g} {delay[1]:g}"
            )
        chosen = chosen.model_copy(update={"delay_s": delay})
    address = f"http://{host}:{port}"
    notices().print(f"Playing all providers at {address}/ which lists them.", markup=False)
    notices().print(f'Example: base_url: "{address}/openai/v1" and any key.', markup=False)
    if host != LOOPBACK:
        notices().print("Anyone who reaches this address can use it.")
    serve(host, port, chosen)
