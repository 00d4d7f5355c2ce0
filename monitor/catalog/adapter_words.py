"""An adapter in words, for every place that shows a card."""

from __future__ import annotations

from monitor.catalog.counts import scaled
from monitor.domain.model_card import Adapter


def adapter_told(adapter: Adapter) -> str:
    """What is known of it; what is not is left out.

    >>> adapter_told(Adapter("lora", rank=8, alpha=32.0, target_modules=("q_proj", "v_proj")))
    'lora, rank 8, alpha 32, on q_proj, v_proj'
    """
    count = adapter.trainable_parameters
    told = [
        adapter.kind,
        adapter.rank and f"rank {adapter.rank}",
        adapter.alpha and f"alpha {adapter.alpha:g}",
        adapter.target_modules and f"on {', '.join(adapter.target_modules)}",
        count and f"{scaled(count)} trainable parameters",
    ]
    return ", ".join(word for word in told if word)
