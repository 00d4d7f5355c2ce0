from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.catalog.resolve import resolve_figure
from monitor.domain.model_card import Basis, Claim, FigureStatus, ModelCard
from monitor.errors import BadInput
from monitor.local_model.gguf_file import inspect_gguf

gguf = pytest.importorskip("gguf", reason="the package gguf is not installed")
np = pytest.importorskip("numpy", reason="numpy is not installed")

DAY = date(2026, 11, 24)
PLAIN: Mapping[str, tuple[int, ...]] = {
    "token_embd.weight": (40, 8),
    "blk.0.attn_q.weight": (8, 8),
    "output.weight": (40, 8),
}


def write(
    path: Path,
    tensors: Mapping[str, tuple[int, ...]] = PLAIN,
    *,
    kind: Any = np.float32,
    architecture: str = "llama",
    **told: Any,
) -> Path:
    """A tiny made-up file; `told` are calls of the writer by name."""
    writer = gguf.GGUFWriter(path, architecture)
    for call, value in told.items():
        getattr(writer, call)(*(value if isinstance(value, tuple) else (value,)))
    for name, shape in tensors.items():
        writer.add_tensor(name, np.zeros(shape, dtype=kind))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def claims(card: ModelCard) -> dict[str, Claim]:
    return {claim.field: claim for claim in card.claims}


def test_the_count_is_that_of_all_tensors(tmp_path: Path):
    path = write(
        tmp_path / "Tiny-1.gguf",
        add_name="Tiny One",
        add_context_length=2048,
        add_block_count=1,
        add_head_count=2,
        add_file_type=int(gguf.LlamaFileType.MOSTLY_Q4_K_M),
        add_license="apache-2.0",
    )
    card = inspect_gguf(path, as_of=DAY)
    told = claims(card)
    assert (card.key, card.name, card.model) == ("gguf/tiny-1", "Tiny One", "Tiny-1")
    total = told["parameters.total"]
    assert (total.value, total.basis) == (40 * 8 + 64 + 40 * 8, Basis.DISCOVERED_AT_RUNTIME)
    assert total.scope.embeddings is True
    assert total.scope.vision is False
    assert "640 of them are embeddings and output" in (total.note or "")
    assert told["quantization"].value == "Q4_K_M"
    assert told["context_window.trained"].value == 2048
    assert told["architecture.layout"].value == "dense"
    assert told["license"].value == "apache-2.0"


def test_weights_that_are_packed_by_the_format_itself_are_counted_before_packing(tmp_path: Path):
    writer = gguf.GGUFWriter(tmp_path / "q.gguf", "llama")
    raw = gguf.quantize(np.zeros((4, 64), dtype=np.float32), gguf.GGMLQuantizationType.Q4_0)
    writer.add_tensor("blk.0.ffn.weight", raw, raw_dtype=gguf.GGMLQuantizationType.Q4_0)
    for step in ("write_header_to_file", "write_kv_data_to_file", "write_tensors_to_file", "close"):
        getattr(writer, step)()
    total = claims(inspect_gguf(tmp_path / "q.gguf", as_of=DAY))["parameters.total"]
    assert (total.value, total.basis) == (256, Basis.DISCOVERED_AT_RUNTIME)


def test_tied_embeddings_are_counted_once_and_that_is_told(tmp_path: Path):
    tied = {name: shape for name, shape in PLAIN.items() if name != "output.weight"}
    total = claims(inspect_gguf(write(tmp_path / "t.gguf", tied), as_of=DAY))["parameters.total"]
    assert total.value == 40 * 8 + 64
    assert "tied to the embeddings" in (total.note or "")


def test_a_mixture_of_experts_has_its_active_parameters_counted(tmp_path: Path):
    tensors = dict(PLAIN) | {"blk.0.ffn_up_exps.weight": (8, 4, 8)}
    path = write(
        tmp_path / "moe.gguf",
        tensors,
        architecture="qwen3moe",
        add_expert_count=8,
        add_expert_used_count=2,
        add_expert_shared_count=1,
        add_head_count=2,
    )
    told = claims(inspect_gguf(path, as_of=DAY))
    assert told["parameters.total"].value == 704 + 256
    assert told["parameters.active"].value == 704 + 64
    assert told["parameters.active"].basis is Basis.DERIVED
    assert told["architecture.layout"].value == "moe"
    figures = ("architecture.experts", "architecture.experts_used", "architecture.experts_shared")
    assert [told[field].value for field in figures] == [8, 2, 1]


def test_extra_heads_and_a_vision_tower_are_told_apart(tmp_path: Path):
    tensors = dict(PLAIN) | {"blk.1.nextn.eh_proj.weight": (8, 8), "v.patch.weight": (8, 4)}
    total = claims(inspect_gguf(write(tmp_path / "x.gguf", tensors), as_of=DAY))["parameters.total"]
    assert (total.scope.heads, total.scope.vision) == (True, True)
    assert "64 of them are in extra prediction heads" in (total.note or "")
    assert "32 of them are in the vision tower" in (total.note or "")


def test_integers_in_the_place_of_weights_are_no_parameters(tmp_path: Path):
    path = write(tmp_path / "packed.gguf", {"blk.0.qweight": (8, 8)}, kind=np.int32)
    card = inspect_gguf(path, as_of=DAY)
    assert claims(card)["parameters.total"].basis is Basis.STORED_ELEMENTS
    figure = resolve_figure(card.claims, "parameters.total")
    assert figure.status is FigureStatus.NOT_RECORDED


def test_sampling_defaults_are_told_without_the_noise_of_32_bit_floats(tmp_path: Path):
    path = write(
        tmp_path / "s.gguf", add_sampling_temp=0.8, add_sampling_top_k=20, add_sampling_top_p=0.95
    )
    told = claims(inspect_gguf(path, as_of=DAY))
    settings = ("temperature", "top_k", "top_p")
    assert [told[f"sampling.{name}.default"].value for name in settings] == [0.8, 20, 0.95]


def test_what_the_model_was_made_from_is_told(tmp_path: Path):
    path = write(
        tmp_path / "b.gguf",
        add_base_model_count=1,
        add_base_model_repo_url=(0, "https://huggingface.co/pebble/rock"),
        add_base_model_name=(0, "Rock"),
    )
    told = claims(inspect_gguf(path, as_of=DAY))
    assert told["base_model"].value == "https://huggingface.co/pebble/rock"


def test_an_adapter_is_not_counted_as_the_model(tmp_path: Path):
    path = write(
        tmp_path / "lora.gguf",
        {"blk.0.attn_q.weight.lora_a": (4, 8)},
        add_type="adapter",
        add_string=("adapter.type", "lora"),
        add_float32=("adapter.lora.alpha", 16.0),
    )
    card = inspect_gguf(path, as_of=DAY)
    assert "parameters.total" not in claims(card)
    (adapter,) = card.adapters
    assert (adapter.kind, adapter.alpha, adapter.trainable_parameters) == ("lora", 16.0, 32)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"add_uint16": ("split.count", 3)}, "part one of 3"),
        ({"architecture": "clip"}, "vision tower alone"),
        ({"add_type": "mmproj"}, "vision tower alone"),
        ({"tensors": {}}, "no tensors"),
    ],
)
def test_a_part_of_a_model_is_refused_with_the_reason(
    tmp_path: Path, told: dict[str, Any], why: str
):
    with pytest.raises(BadInput, match=why):
        inspect_gguf(write(tmp_path / "part.gguf", **told), as_of=DAY)


@pytest.mark.parametrize(
    "content", [b"", b"GGUF", b"no such thing" * 99, b"GGUF\x03" + b"\xff" * 99]
)
def test_what_is_no_gguf_file_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "bad.gguf"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"bad\.gguf"):
        inspect_gguf(path, as_of=DAY)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(BadInput, match="cannot be read"):
        inspect_gguf(tmp_path / "absent.gguf", as_of=DAY)
