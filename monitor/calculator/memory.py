"""How much memory parameters need in each number format, and what a context adds to it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.calculator.count import Architecture
from monitor.calculator.transformer import Transformer

BITS_PER_BYTE = 8
BYTES_OF_A_CACHED_NUMBER = 2
"""Keys and values are kept in 16 bits unless a server is told otherwise."""


@dataclass(frozen=True, slots=True)
class Format:
    """A number format: blocks of values, their scales included.

    Attributes:
        block_values, block_bytes: how many values one block holds, and its whole size.
        told: what it is and where its size comes from.
    """

    name: str
    block_values: int
    block_bytes: int
    told: str

    @property
    def bits_per_weight(self) -> float:
        """Bits for one value, with its share of the scales."""
        return self.block_bytes * BITS_PER_BYTE / self.block_values

    def bytes_for(self, parameters: int) -> int:
        """Bytes for that many parameters, rounded up to whole bytes."""
        return -(-parameters * self.block_bytes // self.block_values)


_GGML = "block of ggml (ggml-common.h)"

FORMATS = tuple(
    Format(*entry)
    for entry in (
        ("fp32", 1, 4, "32-bit floating point"),
        ("fp16", 1, 2, "16-bit floating point (IEEE 754)"),
        ("bf16", 1, 2, "16-bit brain floating point"),
        ("q8_0", 32, 34, f"8 bits and a 16-bit scale for 32 weights; {_GGML}"),
        ("int8", 1, 1, "8-bit whole numbers; the scale of each row is not counted"),
        ("fp8", 1, 1, "8-bit floating point; the scale of each tensor is not counted"),
        ("q6_k", 256, 210, f"6 bits with scales in two steps; {_GGML}"),
        ("q5_k", 256, 176, f"5 bits with scales in two steps; {_GGML}"),
        ("q5_0", 32, 22, f"5 bits and a 16-bit scale for 32 weights; {_GGML}"),
        ("q4_1", 32, 20, f"4 bits, a 16-bit scale and a minimum for 32 weights; {_GGML}"),
        ("q4_0", 32, 18, f"4 bits and a 16-bit scale for 32 weights; {_GGML}"),
        ("q4_k", 256, 144, f"4 bits with scales in two steps; {_GGML}"),
        ("nvfp4", 16, 9, "4-bit floating point and an 8-bit scale for 16 weights"),
        ("nf4", 64, 36, "4-bit codebook and a 32-bit scale for 64 weights (arXiv 2305.14314)"),
        ("iq4_xs", 256, 136, f"4-bit codebook with scales in two steps; {_GGML}"),
        ("mxfp4", 32, 17, "4-bit floating point, an 8-bit scale for 32 (OCP Microscaling 1.0)"),
        ("gptq_int4", 256, 133, "4 bits, a 16-bit scale and a 4-bit zero for 128 weights"),
        ("q3_k", 256, 110, f"3 bits with scales in two steps; {_GGML}"),
        ("q2_k", 256, 84, f"2 bits with scales in two steps; {_GGML}"),
    )
)
"""Largest first. A file such as Q4_K_M mixes formats: it lies between q4_k and q6_k."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What parameters need in one format, as if all were kept in it."""

    format: str
    bits_per_weight: float
    bytes: int
    told: str


def memory_table(parameters: int) -> tuple[Memory, ...]:
    """The bytes that parameters need in every format.

    Real files keep norms, and often embeddings, in a larger format, so they are somewhat larger.

    >>> {row.format: row.bytes for row in memory_table(8_030_261_248)}["q4_0"]
    4517021952
    """
    return tuple(_row(parameters, each) for each in FORMATS)


def _row(parameters: int, each: Format) -> Memory:
    return Memory(each.name, each.bits_per_weight, each.bytes_for(parameters), each.told)


def kv_cache_bytes(model: Transformer, tokens: int) -> int:
    """Bytes for the keys and values of one text of that many tokens, in 16 bits.

    2 L n_kv h bytes for each token and byte of a number. Layers that look back over a window only
    need less: this is the upper bound. Llama 3.1 8B takes 128 KiB for each token:

    >>> llama = Transformer(
    ...     vocabulary=128256, hidden=4096, layers=32, heads=32, kv_heads=8, ffn=14336
    ... )
    >>> kv_cache_bytes(llama, 8192) / 2**30
    1.0
    """
    per_token = 2 * model.layers * model.kept_heads * model.head_width * BYTES_OF_A_CACHED_NUMBER
    return per_token * tokens


def cache_per_token(model: Architecture) -> int | None:
    """Bytes that one token adds to the cache; None for models without one."""
    return kv_cache_bytes(model, 1) if isinstance(model, Transformer) else None
