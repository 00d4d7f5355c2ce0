"""The scripts that run in Redis, with the numbers that they share with the limits in memory."""

from __future__ import annotations

from importlib.resources import files

from monitor.asking.limits import numbers


def script_of(name: str) -> str:
    """The text of "acquire", "settle", "report" or "renew"."""
    parts = [_constants(), *(_packaged(each) for each in ("account", name))]
    return "\n".join(parts)


def _constants() -> str:
    in_ms = {
        name.removesuffix("_S") + "_MS": round(value * 1000)
        for name, value in vars(numbers).items()
        if name.endswith("_S")
    }
    constants = {**in_ms, "FAILURES_TO_OPEN": numbers.FAILURES_TO_OPEN}
    return "\n".join(f"local {name} = {value}" for name, value in constants.items())


def _packaged(name: str) -> str:
    return files("monitor.asking.limits").joinpath(f"{name}.lua").read_text(encoding="utf-8")
