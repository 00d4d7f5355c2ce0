"""What the header of the local model's weights file, and its publisher, tell of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from monitor.domain.model_card import Basis, Claim
from monitor.local_model.weights import find_weights

Told = Callable[[str], str | int | None]
"""The text or count under a key of the header; None where it is absent."""

MODEL_CARD_URL = "https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct"

_TEXTS = (
    ("architecture", "general.architecture"),
    ("size_label", "general.size_label"),
    ("license", "general.license"),
)
_COUNTS: tuple[tuple[str, str, str | None], ...] = (
    ("architecture.blocks", "block_count", None),
    ("architecture.attention_heads", "attention.head_count", None),
    ("architecture.key_value_heads", "attention.head_count_kv", None),
    ("architecture.feed_forward_width", "feed_forward_length", None),
    ("embedding_width", "embedding_length", None),
    ("context_window.trained", "context_length", "tokens"),
    ("vocabulary_size", "vocab_size", "tokens"),
)


def local_model_claims(*, as_of: date) -> tuple[Claim, ...]:
    """The claims of the weights file's header, then those of the publisher's model card.

    Takes about two seconds: the header holds the vocabulary.

    Raises:
        LocalModelUnavailable: the local model is not installed.
    """
    return (*header_claims(find_weights(), as_of=as_of), *_publisher_claims(as_of))


def header_claims(weights: Path, *, as_of: date) -> tuple[Claim, ...]:
    """What the header of a GGUF file tells, each a claim discovered at run time.

    The parameters are the sum of all tensors' elements. In GGUF that is right for packed weights
    as well: it counts the elements before packing.
    """
    from gguf import GGUFReader  # noqa: PLC0415  imports numpy, which nothing else needs

    reader = GGUFReader(weights)

    def told(key: str) -> str | int | None:
        field = reader.get_field(key)
        value = None if field is None else field.contents()
        return value if isinstance(value, str | int) and value != "" else None

    parameters = sum(int(tensor.n_elements) for tensor in reader.tensors)
    facts = [("parameters.total", parameters, "parameters"), *header_facts(told)]
    source = f"GGUF header of {weights.name}"
    claims = [
        Claim(field, value, Basis.DISCOVERED_AT_RUNTIME, source, as_of, unit=unit)
        for field, value, unit in facts
    ]
    return (*claims, *layout_claims(told, source, as_of))


def header_facts(told: Told) -> Iterator[tuple[str, str | int, str | None]]:
    """Field, value and unit of what a header tells directly."""
    for field, key in _TEXTS:
        text = told(key)
        if isinstance(text, str):
            yield field, text, None
    architecture = told("general.architecture")
    for field, key, unit in _COUNTS:
        count = told(f"{architecture}.{key}")
        if isinstance(count, int):
            yield field, count, unit


def layout_claims(told: Told, source: str, as_of: date) -> Iterator[Claim]:
    """Dense or mixture of experts; nothing for a model without attention or with state space."""
    architecture = told("general.architecture")
    if told(f"{architecture}.attention.head_count") is None:
        return
    if told(f"{architecture}.ssm.state_size") is not None:
        return
    experts = told(f"{architecture}.expert_count")
    yield Claim(
        field="architecture.layout",
        value="moe" if experts else "dense",
        basis=Basis.DERIVED,
        source=f"{source}: {experts or 'no'} experts",
        as_of=as_of,
    )


def _publisher_claims(as_of: date) -> Iterator[Claim]:
    for field, value in (
        ("vendor", "HuggingFaceTB"),
        ("family", "SmolLM2"),
        ("open_weights", True),
    ):
        yield Claim(
            field=field,
            value=value,
            basis=Basis.OFFICIAL,
            source="Model card of SmolLM2-135M-Instruct",
            source_url=MODEL_CARD_URL,
            as_of=as_of,
        )
