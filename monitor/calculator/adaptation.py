"""What is trained on top of a model that stays as it was: low-rank matrices and adapters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from monitor.calculator.count import Part, Sort
from monitor.calculator.dimensions import About, BadDimension, require_sizes

MATRICES = ("q", "k", "v", "o", "gate", "up", "down")
"""The matrices of a block: query, key, value, output of the attention; the feed-forward layer."""

_BASE = "parameters of the model below, which stay as they are"
_MOST_BASE = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Lora:
    """Low-rank adaptation: beside each adapted matrix, two thin ones that are trained.

    Trained: the sum over the adapted matrices of r (d_in + d_out). Source: Hu et al. 2021 (arXiv
    2106.09685), section 4.1. LLaMA 7B, queries and values:

    >>> from monitor.calculator.count import count
    >>> def llama(rank):
    ...     return Lora(rank=rank, hidden=4096, layers=32, heads=32, ffn=11008)
    >>> [count(llama(rank)).trainable for rank in (1, 2, 4, 8, 16)]
    [524288, 1048576, 2097152, 4194304, 8388608]
    """

    rank: Annotated[int, About("rank of the added matrices, r")]
    hidden: Annotated[int, About("width of a token's vector")]
    layers: Annotated[int, About("blocks of the model", most=10_000)]
    heads: Annotated[int, About("attention heads", most=100_000)]
    kv_heads: Annotated[
        int | None, About("heads of keys and values; as many as heads where empty")
    ] = None
    head_size: Annotated[int | None, About("width of a head; hidden / heads where empty")] = None
    ffn: Annotated[int, About("inner width of the feed-forward layer")]
    adapted: Annotated[str, About("adapted matrices", one_of=MATRICES, several=True)] = "q,v"
    base_parameters: Annotated[
        int | None, About(f"{_BASE}; left out of the total where empty", most=_MOST_BASE)
    ] = None

    def __post_init__(self) -> None:
        require_sizes(self)
        if self.head_size is None and self.hidden % self.heads:
            raise BadDimension(
                f"expected a divisor of hidden ({self.hidden}), found {self.heads}; "
                "or give head_size",
                field="heads",
            )

    def parts(self) -> Iterator[Part]:
        """The model below, then two matrices for each adapted one."""
        yield from _base(self.base_parameters)
        for name in self.adapted.split(","):
            wide_in, wide_out = self._sides(name)
            for side, wide in (("A", wide_in), ("B", wide_out)):
                yield Part(f"{name}: {side}", Sort.WEIGHTS, (self.rank, wide), self.layers)

    def _sides(self, name: str) -> tuple[int, int]:
        width = self.hidden // self.heads if self.head_size is None else self.head_size
        queries = self.heads * width
        kept = width * (self.heads if self.kv_heads is None else self.kv_heads)
        return {
            "q": (self.hidden, queries),
            "k": (self.hidden, kept),
            "v": (self.hidden, kept),
            "o": (queries, self.hidden),
            "gate": (self.hidden, self.ffn),
            "up": (self.hidden, self.ffn),
            "down": (self.ffn, self.hidden),
        }[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class BottleneckAdapter:
    """Adapter layers: down to a narrow width and up again, after the parts of each block.

    Trained: for each adapter 2 d m + m + d. Source: Houlsby et al. 2019 (arXiv 1902.00751),
    section 2.1; the norms that the paper trains as well are not counted. BERT base:

    >>> from monitor.calculator.count import count
    >>> count(BottleneckAdapter(hidden=768, bottleneck=64, layers=12)).trainable
    2379264
    """

    hidden: Annotated[int, About("width of a token's vector, d")]
    bottleneck: Annotated[int, About("width between down and up, m")]
    layers: Annotated[int, About("blocks of the model", most=10_000)]
    per_layer: Annotated[int, About("adapters in each block", most=100)] = 2
    bias: Annotated[bool, About("whether the adapters have biases")] = True
    base_parameters: Annotated[
        int | None, About(f"{_BASE}; left out of the total where empty", most=_MOST_BASE)
    ] = None

    def __post_init__(self) -> None:
        require_sizes(self)

    def parts(self) -> Iterator[Part]:
        """The model below, then the adapters."""
        copies = self.layers * self.per_layer
        yield from _base(self.base_parameters)
        yield Part("down weights", Sort.WEIGHTS, (self.hidden, self.bottleneck), copies)
        yield Part("up weights", Sort.WEIGHTS, (self.bottleneck, self.hidden), copies)
        yield Part("down biases", Sort.BIASES, (self.bottleneck,), copies * self.bias)
        yield Part("up biases", Sort.BIASES, (self.hidden,), copies * self.bias)


def _base(parameters: int | None) -> Iterator[Part]:
    if parameters is not None:
        yield Part("model below", Sort.BELOW, (parameters,), trained=False)
