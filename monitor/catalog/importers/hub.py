"""What the Hugging Face hub tells of a repository of weights: counted tensors, packing, lineage.

Elements of packed weights are no parameters: a 4-bit file of 104 billion parameters can be told as
55 billion elements. Shape: https://huggingface.co/docs/hub/api, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import Field, ValidationError

from monitor.catalog.importers.told import Entry
from monitor.domain.json_value import JsonValue
from monitor.domain.model_card import Adapter, Basis, Claim, Confidence, ModelCard, Relation, Scope
from monitor.errors import BadInput

HUB = "https://huggingface.co"

_INTEGERS = frozenset({"I8", "U8", "I16", "U16", "I32", "U32", "I64", "U64", "BOOL"})
_SMALL_FLOATS = frozenset({"F4", "F6_E2M3", "F6_E3M2", "F8_E8M0"})
_LARGE_SHARE = 0.01
"""Integers beyond this share are packed weights, not tables of positions."""

_PACKING_METHODS = frozenset({"gptq", "awq", "bitsandbytes", "mxfp4", "hqq", "aqlm", "quanto"})
_RELATIONS = {
    "finetune": Relation.FINE_TUNE,
    "quantized": Relation.QUANTIZED_FROM,
    "merge": Relation.MERGED_FROM,
}


class _Tensors(Entry):
    parameters: dict[str, int] = Field(default_factory=dict)
    total: int | None = None


class _Gguf(Entry):
    total: int | None = None
    architecture: str | None = None
    context_length: int | None = None


class _Packing(Entry):
    quant_method: str | None = None
    bits: int | None = None
    load_in_4bit: bool = False


class _Config(Entry):
    architectures: list[str] | None = None
    model_type: str | None = None
    quantization_config: _Packing | None = None
    num_nextn_predict_layers: int | None = None


class _Base(Entry):
    id: str


class _Bases(Entry):
    relation: str | None = None
    models: list[_Base] = Field(default_factory=list)


class _Card(Entry):
    license: str | list[str] | None = None
    base_model: str | list[str] | None = None


class _Repository(Entry):
    id: str
    library_name: str | None = None
    safetensors: _Tensors | None = None
    gguf: _Gguf | None = None
    config: _Config | None = None
    base_models: _Bases | None = Field(alias="baseModels", default=None)
    card: _Card | None = Field(alias="cardData", default=None)


@dataclass(frozen=True, slots=True)
class HubModel:
    """A repository of the hub.

    Attributes:
        base: the repository that it comes from; None where none, or several, are told.
        relation: how it comes from its base; None where that is not told.
    """

    card: ModelCard
    base: str | None
    relation: Relation | None


def read_hub(told: Mapping[str, JsonValue], *, as_of: date) -> HubModel:
    """What the hub's reply about a model tells.

    Raises:
        BadInput: it is no such reply.
    """
    try:
        repository = _Repository.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            f"expected the hub's reply about a model: {place}: {first['msg']}"
        ) from error
    bases = _base_names(repository)
    relation = repository.base_models.relation if repository.base_models else None
    adapters: tuple[Adapter, ...] = ()
    if _is_adapter(repository):
        tensors = repository.safetensors
        adapters = (Adapter("adapter", trainable_parameters=tensors.total if tensors else None),)
    card = ModelCard(
        key=f"huggingface/{repository.id}"[:200],
        name=repository.id,
        provider=None,
        model=repository.id,
        claims=tuple(_claims(repository, bases, as_of)),
        open_weights=True,
        adapters=adapters,
    )
    return HubModel(card, bases[0] if len(bases) == 1 else None, _RELATIONS.get(relation or ""))


def _is_adapter(repository: _Repository) -> bool:
    is_told = repository.base_models is not None and repository.base_models.relation == "adapter"
    return is_told or repository.library_name == "peft"


def _base_names(repository: _Repository) -> Sequence[str]:
    if repository.base_models is not None and repository.base_models.models:
        return [base.id for base in repository.base_models.models]
    named = repository.card.base_model if repository.card else None
    return [named] if isinstance(named, str) else named or []


def _claims(repository: _Repository, bases: Sequence[str], as_of: date) -> Iterator[Claim]:
    source, url = f"Hugging Face hub, {repository.id}", f"{HUB}/{repository.id}"

    def claim(field: str, value: str | int | bool, basis: Basis, unit: str | None = None) -> Claim:
        return Claim(field, value, basis, source, as_of, unit=unit, source_url=url)

    if not _is_adapter(repository):
        yield from _count_claims(repository, claim("parameters.total", 0, Basis.DERIVED))
    gguf, config = repository.gguf or _Gguf(), repository.config or _Config()
    architecture = gguf.architecture or config.model_type
    if architecture:
        yield claim("architecture", architecture, Basis.DERIVED)
    if gguf.context_length:
        yield claim("context_window.trained", gguf.context_length, Basis.DERIVED, "tokens")
    packing = _packing_of(config.quantization_config)
    if packing is not None:
        yield claim("quantization", packing, Basis.OFFICIAL)
    license_ = repository.card.license if repository.card else None
    if isinstance(license_, str) and license_.strip():
        yield claim("license", license_, Basis.OFFICIAL)
    yield claim("weights.source", repository.id, Basis.OFFICIAL)
    if bases:
        yield claim("base_model", ", ".join(bases), Basis.OFFICIAL)


def _packing_of(packing: _Packing | None) -> str | None:
    if packing is None or packing.quant_method is None:
        return None
    bits = 4 if packing.load_in_4bit else packing.bits
    return packing.quant_method if bits is None else f"{packing.quant_method} {bits}-bit"


def _count_claims(repository: _Repository, blank: Claim) -> Iterator[Claim]:
    """The count of the tensors: parameters, or stored elements where weights are packed."""
    config = repository.config or _Config()
    tensors = repository.safetensors
    if tensors is None or not tensors.total or tensors.total < 1:
        whole = repository.gguf.total if repository.gguf else None
        # The header of a GGUF file counts weights before they are packed.
        if whole is not None and whole > 0:
            yield _with(blank, whole, Basis.DERIVED, Confidence.HIGH, "counted by a GGUF header")
        return
    why = _why_packed(tensors, config.quantization_config)
    names = " ".join(config.architectures or ())
    has_vision = "ConditionalGeneration" in names or "Vision" in names
    has_heads = bool(config.num_nextn_predict_layers)
    notes = [
        f"{why}, so this counts stored elements and no parameters" if why else None,
        "a vision tower may be counted" if has_vision else None,
        "extra prediction heads may be counted" if has_heads else None,
    ]
    note = "; ".join(text for text in notes if text) or None
    basis = Basis.STORED_ELEMENTS if why else Basis.DERIVED
    confidence = Confidence.LOW if why else Confidence.HIGH
    scope = Scope(embeddings=True, vision=has_vision or None, heads=has_heads or None)
    yield _with(blank, tensors.total, basis, confidence, note, scope)


def _with(
    blank: Claim,
    count: int,
    basis: Basis,
    confidence: Confidence,
    note: str | None,
    scope: Scope = Scope(embeddings=True),
) -> Claim:
    return Claim(
        field=blank.field,
        value=count,
        basis=basis,
        source=blank.source,
        source_url=blank.source_url,
        as_of=blank.as_of,
        unit="parameters",
        confidence=confidence,
        note=note,
        scope=scope,
    )


def _why_packed(tensors: _Tensors, packing: _Packing | None) -> str | None:
    """Why elements are not parameters; None where they are."""
    stored = sum(
        count for kind, count in tensors.parameters.items() if kind in _INTEGERS | _SMALL_FLOATS
    )
    total = tensors.total or 0
    if stored > _LARGE_SHARE * total:
        return f"{stored} of {total} elements are packed ({', '.join(sorted(tensors.parameters))})"
    if packing is not None and (packing.quant_method or "").lower() in _PACKING_METHODS:
        return f"the weights are packed with {packing.quant_method}"
    return None
