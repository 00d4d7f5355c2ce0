from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.calculator.kinds import KINDS, calculate
from monitor.calculator.memory import FORMATS, memory_table

GGML = {
    "q8_0": "Q8_0", "q6_k": "Q6_K", "q5_k": "Q5_K", "q5_0": "Q5_0", "q4_1": "Q4_1",
    "q4_0": "Q4_0", "q4_k": "Q4_K", "iq4_xs": "IQ4_XS", "mxfp4": "MXFP4", "q3_k": "Q3_K",
    "q2_k": "Q2_K",
}  # fmt: skip


@pytest.mark.parametrize("name", GGML)
def test_blocks_are_as_large_as_those_of_ggml(name: str):
    gguf = pytest.importorskip("gguf", reason="comes with the extra local-model")
    values, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[GGML[name]]]
    ours = next(each for each in FORMATS if each.name == name)
    assert ours.block_bytes / ours.block_values == size / values


@given(st.integers(0, 10**13))
def test_a_format_with_fewer_bits_never_needs_more(parameters: int):
    rows = memory_table(parameters)
    ordered = sorted(rows, key=lambda row: row.bits_per_weight, reverse=True)
    assert [row.bytes for row in ordered] == sorted((row.bytes for row in rows), reverse=True)
    assert all(row.bytes * 8 >= parameters * row.bits_per_weight - 1 for row in rows)


def test_formats_stand_from_large_to_small():
    bits = [each.bits_per_weight for each in FORMATS]
    assert bits == sorted(bits, reverse=True)


def test_grouped_queries_keep_a_small_cache():
    def cache(preset: str) -> int | None:
        return calculate(KINDS["transformer"], {}, preset=preset).cache_bytes_per_token

    assert cache("llama-3.1-8b") == 2 * 32 * 8 * 128 * 2
    assert cache("llama-2-7b") == 2 * 32 * 32 * 128 * 2
    assert calculate(KINDS["linear"], {}).cache_bytes_per_token is None
