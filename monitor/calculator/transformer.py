"""Decoder-only transformers, dense and as a mixture of experts.

Sources: Vaswani et al. 2017 (arXiv 1706.03762), Ainslie et al. 2023 on grouped queries (arXiv
2305.13245), Shazeer 2020 on gated feed-forward layers (arXiv 2002.05202), Jiang et al. 2024 on
Mixtral (arXiv 2401.04088). Attention with compressed keys and values (DeepSeek) is not covered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from monitor.calculator.count import Part, Sort
from monitor.calculator.dimensions import About, BadDimension, require_sizes

MATRICES_OF_A_GATED_LAYER = 3
MATRICES_OF_A_PLAIN_LAYER = 2


class Norm(StrEnum):
    """What a norm learns: RMSNorm a scale, LayerNorm a scale and a shift."""

    RMS = "rms"
    LAYER = "layer"

    @property
    def vectors(self) -> int:
        """How many vectors it learns."""
        return 1 if self is Norm.RMS else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformer:
    """A decoder-only transformer with grouped-query attention.

    P = V d (1 tied or 2) + C d + L [d n_h h + 2 d n_kv h + n_h h d + m d f + norms] + d, where m is
    3 for a gated and 2 for a plain feed-forward layer.

    Llama 3.1 8B:

    >>> from monitor.calculator.count import count
    >>> llama = Transformer(
    ...     vocabulary=128256, hidden=4096, layers=32, heads=32, kv_heads=8, ffn=14336
    ... )
    >>> count(llama).total, count(llama).embeddings
    (8030261248, 1050673152)
    """

    vocabulary: Annotated[int, About("tokens that the model knows, V")]
    hidden: Annotated[int, About("width of a token's vector, d")]
    layers: Annotated[int, About("blocks on top of each other, L", most=10_000)]
    heads: Annotated[int, About("attention heads, n_h", most=100_000)]
    kv_heads: Annotated[
        int | None, About("heads of keys and values, n_kv; as many as heads where empty")
    ] = None
    head_size: Annotated[int | None, About("width of a head, h; hidden / heads where empty")] = None
    ffn: Annotated[int, About("inner width of the feed-forward layer, f")]
    gated: Annotated[bool, About("whether the feed-forward layer has a gate (SwiGLU, GeGLU)")] = (
        True
    )
    tied: Annotated[bool, About("whether the output layer shares the input embeddings")] = False
    positions: Annotated[
        int, About("learned position embeddings; 0 for rotary and fixed ones", least=0)
    ] = 0
    norm: Annotated[Norm, About("the kind of norm")] = Norm.RMS
    norms_per_layer: Annotated[int, About("norms in each block", least=0, most=8)] = 2
    qk_norm: Annotated[bool, About("whether queries and keys are normed in each head")] = False
    qkv_bias: Annotated[bool, About("biases of queries, keys and values")] = False
    output_bias: Annotated[bool, About("bias of the attention's output")] = False
    ffn_bias: Annotated[bool, About("biases of the feed-forward layer")] = False

    def __post_init__(self) -> None:
        require_sizes(self)
        if self.head_size is None and self.hidden % self.heads:
            raise BadDimension(
                f"expected a divisor of hidden ({self.hidden}), found {self.heads}; "
                "or give head_size",
                field="heads",
            )
        if self.heads % self.kept_heads:
            raise BadDimension(
                f"expected a divisor of heads ({self.heads}), found {self.kept_heads}",
                field="kv_heads",
            )

    @property
    def kept_heads(self) -> int:
        """The heads of keys and values."""
        return self.heads if self.kv_heads is None else self.kv_heads

    @property
    def head_width(self) -> int:
        """The width of a head."""
        return self.hidden // self.heads if self.head_size is None else self.head_size

    def parts(self) -> Iterator[Part]:
        """All parameters, in the order in which a token meets them."""
        yield from before_blocks(self)
        yield from attention_parts(self)
        yield from feed_forward(self, width=self.ffn, copies=self.layers, name="feed-forward")
        yield from after_blocks(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoeTransformer(Transformer):
    """A transformer whose feed-forward layers are experts, of which a router chooses a few.

    In place of m d f stand E m d f_e and a router of E d for the total, k m d f_e and the router
    for what is active; shared experts always work. Embeddings count in both.

    Mixtral 8x7B:

    >>> from monitor.calculator.count import count
    >>> mixtral = MoeTransformer(
    ...     vocabulary=32000, hidden=4096, layers=32, heads=32, kv_heads=8,
    ...     ffn=14336, experts=8, experts_used=2,
    ... )
    >>> count(mixtral).total, count(mixtral).active
    (46702792704, 12879925248)
    """

    experts: Annotated[int, About("experts in each layer, E", most=100_000)]
    experts_used: Annotated[int, About("experts used for each token, k", most=100_000)]
    expert_ffn: Annotated[int | None, About("inner width of an expert, f_e; ffn where empty")] = (
        None
    )
    shared_experts: Annotated[
        int, About("experts that always work, beside those chosen", least=0, most=1000)
    ] = 0
    dense_layers: Annotated[
        int, About("layers with one feed-forward layer of width ffn", least=0, most=10_000)
    ] = 0

    def __post_init__(self) -> None:
        # A slotted dataclass is a new class, which super() without arguments does not know.
        Transformer.__post_init__(self)
        if self.experts_used > self.experts:
            raise BadDimension(
                f"expected at most {self.experts} experts, found {self.experts_used}",
                field="experts_used",
            )
        if self.dense_layers > self.layers:
            raise BadDimension(
                f"expected at most {self.layers} layers, found {self.dense_layers}",
                field="dense_layers",
            )

    def parts(self) -> Iterator[Part]:
        """All parameters; of the experts, as many are used as the router chooses."""
        mixed = self.layers - self.dense_layers
        width = self.ffn if self.expert_ffn is None else self.expert_ffn
        yield from before_blocks(self)
        yield from attention_parts(self)
        dense = self.dense_layers
        yield from feed_forward(self, width=self.ffn, copies=dense, name="feed-forward")
        yield Part("routers", Sort.WEIGHTS, (self.experts, self.hidden), mixed)
        for part in feed_forward(self, width=width, copies=mixed * self.experts, name="experts"):
            used = mixed * self.experts_used
            per_expert = part.copies // (mixed * self.experts) if mixed else 0
            yield Part(part.name, part.sort, part.shape, part.copies, used=used * per_expert)
        shared = mixed * self.shared_experts
        yield from feed_forward(self, width=width, copies=shared, name="shared experts")
        yield from after_blocks(self)


def before_blocks(model: Transformer) -> Iterator[Part]:
    """The embeddings of tokens and positions."""
    yield Part("token embeddings", Sort.EMBEDDINGS, (model.vocabulary, model.hidden))
    yield Part("position embeddings", Sort.EMBEDDINGS, (model.positions, model.hidden))


def attention_parts(model: Transformer) -> Iterator[Part]:
    """The attention of all blocks with the norms of the blocks."""
    d, layers = model.hidden, model.layers
    queries, kept = model.heads * model.head_width, model.kept_heads * model.head_width
    yield Part("query weights", Sort.WEIGHTS, (d, queries), layers)
    yield Part("key and value weights", Sort.WEIGHTS, (d, kept), 2 * layers)
    yield Part("attention output weights", Sort.WEIGHTS, (queries, d), layers)
    yield Part("query biases", Sort.BIASES, (queries,), layers * model.qkv_bias)
    yield Part("key and value biases", Sort.BIASES, (kept,), 2 * layers * model.qkv_bias)
    yield Part("attention output biases", Sort.BIASES, (d,), layers * model.output_bias)
    norms = layers * model.norms_per_layer * model.norm.vectors
    yield Part("block norms", Sort.NORMS, (d,), norms)
    vectors = 2 * layers * model.norm.vectors
    yield Part("query and key norms", Sort.NORMS, (model.head_width,), vectors * model.qk_norm)


def feed_forward(model: Transformer, *, width: int, copies: int, name: str) -> Iterator[Part]:
    """So many feed-forward layers of that inner width."""
    inner = (MATRICES_OF_A_GATED_LAYER if model.gated else MATRICES_OF_A_PLAIN_LAYER) - 1
    yield Part(f"{name}: weights in", Sort.WEIGHTS, (model.hidden, width), inner * copies)
    yield Part(f"{name}: weights out", Sort.WEIGHTS, (width, model.hidden), copies)
    biased = copies * model.ffn_bias
    yield Part(f"{name}: biases in", Sort.BIASES, (width,), inner * biased)
    yield Part(f"{name}: biases out", Sort.BIASES, (model.hidden,), biased)


def after_blocks(model: Transformer) -> Iterator[Part]:
    """The last norm, and the output layer unless it shares the input's embeddings."""
    yield Part("last norm", Sort.NORMS, (model.hidden,), model.norm.vectors)
    if not model.tied:
        yield Part("output embeddings", Sort.EMBEDDINGS, (model.hidden, model.vocabulary))
