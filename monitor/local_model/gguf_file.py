"""What a GGUF file tells of the model in it: counted tensors, architecture, packing, defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from monitor.domain.model_card import Adapter, Basis, Claim, ModelCard, Scope
from monitor.errors import BadInput
from monitor.local_model.gguf_facts import Told, header_facts, layout_claims

_SAMPLERS = {
    "temp": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
    "penalty_repeat": "repeat_penalty",
    "penalty_last_n": "repeat_last_n",
    "mirostat": "mirostat",
    "mirostat_tau": "mirostat_tau",
    "mirostat_eta": "mirostat_eta",
    "xtc_probability": "xtc_probability",
    "xtc_threshold": "xtc_threshold",
}
_EXPERTS = (
    ("architecture.experts", "expert_count"),
    ("architecture.experts_used", "expert_used_count"),
    ("architecture.experts_shared", "expert_shared_count"),
)
_INTEGERS = frozenset({"I8", "I16", "I32", "I64"})
_OF_EXPERTS = re.compile(r"_(?:ch)?exps\.")
_HEADS = re.compile(r"\.nextn\.|^mtp\.")
_VISION = re.compile(r"^(?:v|mm|vision)\.")
_EMBEDDINGS = frozenset({"token_embd.weight", "output.weight"})
_LARGE_SHARE = 0.01
"""Integer tensors beyond this share are packed weights, not tables of positions."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor of the file; `elements` counts weights before packing."""

    name: str
    elements: int
    kind: str


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    told: Told
    number: Callable[[str], float | None]
    tensors: Sequence[_Tensor]

    @property
    def source(self) -> str:
        return f"GGUF header of {self.path.name}"

    def count(self, fits: Callable[[_Tensor], object] = lambda _: True) -> int:
        """The elements of the tensors that fit."""
        return sum(tensor.elements for tensor in self.tensors if fits(tensor))

    def of_architecture(self, key: str) -> int | None:
        """A count under the name of the architecture."""
        value = self.told(f"{self.told('general.architecture')}.{key}")
        return value if isinstance(value, int) else None


def inspect_gguf(path: Path, *, as_of: date) -> ModelCard:
    """The card of the model in a file; every figure is a claim discovered in it.

    Raises:
        BadInput: the file cannot be read, or holds only a part of a model; the message says why.
    """
    file = _read(path)
    _require_whole(file)
    name = file.told("general.name")
    claims = _claims(file, as_of)
    is_adapter = file.told("general.type") == "adapter"
    return ModelCard(
        key=f"gguf/{path.stem.lower()}",
        name=name if isinstance(name, str) else path.stem,
        provider=None,
        model=path.stem,
        claims=tuple(claims),
        adapters=(_adapter(file),) if is_adapter else (),
    )


def _read(path: Path) -> _File:
    if find_spec("gguf") is None:
        raise BadInput("reading GGUF files needs the package gguf: pip install 'gguf>=0.19'")
    from gguf import GGUFReader  # noqa: PLC0415 - imports numpy, which nothing else needs

    try:
        reader = GGUFReader(path)
        tensors = [
            _Tensor(tensor.name, int(tensor.n_elements), tensor.tensor_type.name)
            for tensor in reader.tensors
        ]
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, IndexError, OverflowError, MemoryError) as error:
        raise BadInput(f"{path}: expected a whole GGUF file: {error}") from error

    def value(key: str) -> object:
        field = reader.get_field(key)
        return None if field is None else field.contents()

    def told(key: str) -> str | int | None:
        found = value(key)
        return found if isinstance(found, str | int) and found != "" else None

    def number(key: str) -> float | None:
        found = value(key)
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None

    return _File(path, told, number, tensors)


def _require_whole(file: _File) -> None:
    parts = file.told("split.count")
    if isinstance(parts, int) and parts > 1:
        number = file.told("split.no")
        which = number + 1 if isinstance(number, int) else "one"
        raise BadInput(
            f"{file.path.name} is part {which} of {parts}: its tensors are not the whole model; "
            "join the parts with `llama-gguf-split --merge` and inspect the result"
        )
    if file.told("general.type") == "mmproj" or file.told("general.architecture") == "clip":
        raise BadInput(
            f"{file.path.name} holds the vision tower alone, not the model; inspect the model's "
            "own file"
        )
    if not file.tensors:
        raise BadInput(f"{file.path.name} holds no tensors, such as a file of a vocabulary alone")


def _adapter(file: _File) -> Adapter:
    kind = file.told("adapter.type")
    return Adapter(
        kind=kind if isinstance(kind, str) else "adapter",
        alpha=file.number("adapter.lora.alpha"),
        trainable_parameters=file.count(),
    )


def _claims(file: _File, as_of: date) -> Iterator[Claim]:
    def claim(field: str, value: float | str, *, unit: str | None = None) -> Claim:
        return Claim(field, value, Basis.DISCOVERED_AT_RUNTIME, file.source, as_of, unit=unit)

    if file.told("general.type") != "adapter":
        yield from _count_claims(file, as_of)
    for field, value, unit in header_facts(file.told):
        yield claim(field, value, unit=unit)
    for field, key in _EXPERTS:
        count = file.of_architecture(key)
        if count:
            yield claim(field, count)
    yield from layout_claims(file.told, file.source, as_of)
    packing = _packing(file.told("general.file_type"))
    if packing is not None:
        yield claim("quantization", packing)
    for key, setting in _SAMPLERS.items():
        number = file.number(f"general.sampling.{key}")
        if number is not None:
            yield claim(f"sampling.{setting}.default", _shortest(number))
    yield from (claim("base_model", text) for text in _base_models(file.told))


def _count_claims(file: _File, as_of: date) -> Iterator[Claim]:
    total = file.count()
    heads = file.count(lambda tensor: _HEADS.search(tensor.name))
    vision = file.count(lambda tensor: _VISION.search(tensor.name))
    packed = file.count(lambda tensor: tensor.kind in _INTEGERS)
    scope = Scope(embeddings=True, vision=vision > 0, heads=heads > 0)
    is_packed = packed > _LARGE_SHARE * total
    notes = list(_count_notes(file, heads=heads, vision=vision))
    if is_packed:
        notes.insert(0, f"{packed} of them are packed integers, so this is no count of parameters")
    yield Claim(
        field="parameters.total",
        value=total,
        basis=Basis.STORED_ELEMENTS if is_packed else Basis.DISCOVERED_AT_RUNTIME,
        source=file.source,
        as_of=as_of,
        unit="parameters",
        scope=scope,
        note="; ".join(notes) or None,
    )
    experts, used = file.of_architecture("expert_count"), file.of_architecture("expert_used_count")
    of_experts = file.count(lambda tensor: _OF_EXPERTS.search(tensor.name))
    if experts and used and used <= experts and of_experts and not is_packed:
        yield Claim(
            field="parameters.active",
            value=total - of_experts + of_experts * used // experts,
            basis=Basis.DERIVED,
            source=f"{file.source}: {used} of {experts} experts for each token",
            as_of=as_of,
            unit="parameters",
            scope=scope,
        )


def _count_notes(file: _File, *, heads: int, vision: int) -> Iterator[str]:
    embeddings = file.count(lambda tensor: tensor.name in _EMBEDDINGS)
    if embeddings:
        yield f"{embeddings} of them are embeddings and output"
    names = {tensor.name for tensor in file.tensors}
    if "token_embd.weight" in names and "output.weight" not in names:
        yield "the output is tied to the embeddings, which are counted once"
    if heads:
        yield f"{heads} of them are in extra prediction heads"
    if vision:
        yield f"{vision} of them are in the vision tower"


def _packing(file_type: str | int | None) -> str | None:
    from gguf import LlamaFileType  # noqa: PLC0415 - imports numpy, which nothing else needs

    known = {kind.value: kind.name for kind in LlamaFileType}
    name = known.get(file_type) if isinstance(file_type, int) else None
    return None if name is None else name.removeprefix("MOSTLY_").removeprefix("ALL_")


def _base_models(told: Told) -> Iterator[str]:
    count = told("general.base_model.count")
    for index in range(min(count, 10) if isinstance(count, int) else 0):
        keys = (f"general.base_model.{index}.{key}" for key in ("repo_url", "name"))
        named = [text for key in keys if isinstance(text := told(key), str)]
        yield from named[:1]


def _shortest(number: float) -> float:
    """The header holds 32-bit floats: 0.8 rather than 0.800000011920929."""
    return float(f"{number:.7g}") if isinstance(number, float) else number
