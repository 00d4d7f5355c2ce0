"""Which term of the glossary explains a field of a model card, or a word that stands in one."""

from __future__ import annotations

_BY_FIELD = {
    "parameters.total": "parameters",
    "parameters.active": "active-parameters",
    "parameters.nonzero": "pruning",
    "architecture.layout": "mixture-of-experts",
    "architecture.experts": "mixture-of-experts",
    "architecture.experts_used": "mixture-of-experts",
    "architecture.experts_shared": "mixture-of-experts",
    "architecture": "transformer",
    "embedding_width": "embeddings",
    "vocabulary_size": "embeddings",
    "max_output": "context-window",
    "training.tokens": "training",
    "quantization": "quantization",
    "open_weights": "open-weights",
}
"""Fields by their whole names."""

_BY_BEGINNING = (
    ("architecture.", "transformer"),
    ("context_window", "context-window"),
    ("sampling.temperature.", "temperature"),
    ("sampling.", "inference-settings"),
    ("reasoning_efforts", "inference-settings"),
    ("thinking_types", "inference-settings"),
    ("web_search", "inference-settings"),
)

_BY_WORD = {
    "moe": "mixture-of-experts",
    "hybrid_moe": "mixture-of-experts",
    "transformer": "transformer",
    "lora": "lora",
    "qlora": "lora",
    "dora": "lora",
    "adapter": "adapters",
    "prefix": "adapters",
    "fine_tune": "fine-tuning",
    "pruned_from": "pruning",
    "quantized_from": "quantization",
}


def term_of_field(name: str) -> str | None:
    """The slug of the term that explains a field; None where the glossary has none.

    >>> term_of_field("sampling.temperature.default"), term_of_field("vendor")
    ('temperature', None)
    """
    if name in _BY_FIELD:
        return _BY_FIELD[name]
    return next((slug for start, slug in _BY_BEGINNING if name.startswith(start)), None)


def term_of_word(word: str) -> str | None:
    """The slug of the term that explains a layout, a relation or a kind of adapter."""
    return _BY_WORD.get(word)
