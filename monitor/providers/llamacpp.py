"""The llama.cpp server: answers through Chat Completions, and tells exactly what model it runs.

Shapes: https://github.com/ggml-org/llama.cpp, tools/server/README.md, and a running server,
both read in November 2026.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlunsplit

from monitor.domain.json_value import JsonObject, JsonValue
from monitor.domain.model_card import Basis, Claim, ModelCard, Scope
from monitor.domain.question import Channel, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.errors import Overloaded, UnknownModel, UnreadableReply
from monitor.providers.chat_errors import error_from
from monitor.providers.endpoint import request_headers
from monitor.providers.openai_chat import ChatCompletions
from monitor.providers.reading import (
    decode_object,
    int_at,
    list_at,
    object_at,
    objects_at,
    single_line,
    text_at,
)

_COUNTED = Scope(embeddings=True, vision=False)
"""All tensors before packing; a vision tower lies in a file of its own."""

RANDOM_SEED = 4294967295
"""What the server shows as seed when it draws a new one for each answer (LLAMA_DEFAULT_SEED)."""

_MODELS_SOURCE = "llama.cpp server, GET /v1/models"
_PROPS_SOURCE = "llama.cpp server, GET /props"
_SAMPLERS = (
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "seed",
    "max_tokens",
    "frequency_penalty",
    "presence_penalty",
    "repeat_penalty",
    "repeat_last_n",
    "typical_p",
    "top_n_sigma",
    "dynatemp_range",
    "dynatemp_exponent",
    "xtc_probability",
    "xtc_threshold",
    "dry_multiplier",
    "dry_base",
    "dry_allowed_length",
    "dry_penalty_last_n",
    "mirostat",
    "mirostat_tau",
    "mirostat_eta",
)
"""Sampler settings as the server names them; the first eight have the same name with us."""


@dataclass(frozen=True, slots=True)
class LlamaCpp(ChatCompletions):
    """The llama.cpp server, which also implements `Discovers`."""

    def discovery_requests(self, target: Target, secret: str | None) -> tuple[WireRequest, ...]:
        """The calls to make: the list of models, then the server's properties.

        Raises:
            BadInput: the target's base_url is no HTTP URL.
            BadCredentials: the key cannot be sent in a header.
        """
        root = self.root(target)
        props = root._replace(path=f"{root.path.removesuffix('/v1')}/props")
        headers = request_headers(secret)
        return tuple(
            WireRequest(method="GET", url=url, headers=headers)
            for url in (self.address(target, "/models"), urlunsplit(props))
        )

    def read_discovery(
        self, target: Target, replies: tuple[WireReply, ...], *, as_of: date
    ) -> ModelCard:
        """What the replies tell of the model, each figure a claim discovered at run time.

        Raises:
            Overloaded: the server is still loading the model.
            UnknownModel: it serves several models and none under the target's id.
            ProviderError: the replies tell nothing.
        """
        models_reply, props_reply = replies
        entry = _entry_for(target.model, self._told_in(models_reply))
        if not object_at(entry, "meta"):
            raise Overloaded("The llama.cpp server is still loading the model")
        # A proxy may pass on /v1 alone; the model's figures are known all the same.
        props = {} if props_reply.status == 404 else self._told_in(props_reply)
        served = text_at(entry, "id") or target.model
        name = _short_name(served)
        told = (*_model_claims(entry, as_of), *_props_claims(props, as_of))
        return ModelCard(
            key=f"{self.name}/{name.lower()}",
            name=name,
            provider=self.name,
            model=served,
            # The properties come second and win: they tell what the server was started with.
            claims=tuple({claim.field: claim for claim in told}.values()),
        )

    def _told_in(self, reply: WireReply) -> JsonObject:
        if not 200 <= reply.status < 300:
            raise error_from(reply, self.settings_by_wire_name())
        return decode_object(reply)


LLAMACPP = LlamaCpp(
    name="llamacpp",
    channel=Channel.LOCAL,
    base_url="http://127.0.0.1:8080",
    takes_schema=True,
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "top_k": "top_k",
        "min_p": "min_p",
        "seed": "seed",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop",
    },
)


def shortest_float32(value: float) -> float:
    """The shortest decimal that is the same 32-bit float; other numbers stay as they are.

    >>> shortest_float32(0.800000011920929)
    0.8
    """
    try:
        packed = struct.pack("<f", value)
    except OverflowError:
        return value
    if struct.unpack("<f", packed)[0] != value:
        return value
    shorter = (float(f"{value:.{digits}g}") for digits in range(1, 9))
    return next((one for one in shorter if _packs_to(one, packed)), value)


def _packs_to(value: float, packed: bytes) -> bool:
    try:
        return struct.pack("<f", value) == packed
    except OverflowError:  # rounding up passed the largest 32-bit float
        return False


def _entry_for(model: str, models: JsonObject) -> JsonObject:
    entries = objects_at(models, "data")
    if not entries:
        raise UnreadableReply("Expected the llama.cpp server to list its model, found none")
    for entry in entries:
        if model == entry.get("id") or model in list_at(entry, "aliases"):
            return entry
    if len(entries) > 1:
        known = ", ".join(text for entry in entries if (text := text_at(entry, "id")))
        raise UnknownModel(single_line(f"Expected one of the served models, {known}; got {model}"))
    # A server of one model answers with it whatever id is asked for.
    return entries[0]


def _short_name(served: str) -> str:
    if not served.lower().endswith(".gguf"):
        return served
    return PurePosixPath(served.replace("\\", "/")).stem


def _model_claims(entry: JsonObject, as_of: date) -> Iterator[Claim]:
    meta = object_at(entry, "meta")
    for field, key, unit in (
        ("parameters.total", "n_params", "parameters"),
        ("context_window", "n_ctx", "tokens"),
        ("context_window.trained", "n_ctx_train", "tokens"),
        ("vocabulary_size", "n_vocab", "tokens"),
        ("embedding_width", "n_embd", None),
        ("weights_size", "size", "bytes"),
    ):
        figure = int_at(meta, key)
        if figure:  # 0 is how the server spells "not known"
            claim = _claim(field, figure, _MODELS_SOURCE, as_of, unit=unit)
            yield replace(claim, scope=_COUNTED) if field == "parameters.total" else claim
    quantization = text_at(meta, "ftype")
    if quantization is not None:
        yield _claim("quantization", quantization, _MODELS_SOURCE, as_of)
    modalities = object_at(entry, "architecture")
    for field, key in (
        ("modalities.input", "input_modalities"),
        ("modalities.output", "output_modalities"),
    ):
        kinds = [kind for kind in list_at(modalities, key) if isinstance(kind, str) and kind]
        if kinds:
            yield _claim(field, ", ".join(kinds), _MODELS_SOURCE, as_of)


def _props_claims(props: JsonObject, as_of: date) -> Iterator[Claim]:
    defaults = object_at(props, "default_generation_settings")
    # One slot's context is what an answer can use; the slots share the server's total.
    slot_context = int_at(defaults, "n_ctx")
    if slot_context:
        yield _claim("context_window", slot_context, _PROPS_SOURCE, as_of, unit="tokens")
    slots = int_at(props, "total_slots")
    if slots:
        yield _claim("server.slots", slots, _PROPS_SOURCE, as_of)
    for field, key in (("quantization", "model_ftype"), ("server.build", "build_info")):
        told = text_at(props, key)
        if told is not None:
            yield _claim(field, told, _PROPS_SOURCE, as_of)
    params = object_at(defaults, "params")
    for name in _SAMPLERS:
        value = _sampler_default(name, params.get(name))
        if value is not None:
            yield _claim(f"sampling.{name}.default", value, _PROPS_SOURCE, as_of)
    order = [name for name in list_at(params, "samplers") if isinstance(name, str)]
    if order:
        yield _claim("sampling.samplers.default", ", ".join(order), _PROPS_SOURCE, as_of)


def _sampler_default(name: str, value: JsonValue) -> int | float | str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if name == "seed" and value == RANDOM_SEED:
        return "random"
    if name == "max_tokens" and value < 0:
        return "unlimited"
    return shortest_float32(value) if isinstance(value, float) else value


def _claim(
    field: str, value: float | str, source: str, as_of: date, *, unit: str | None = None
) -> Claim:
    return Claim(
        field=field,
        value=value,
        basis=Basis.DISCOVERED_AT_RUNTIME,
        source=source,
        as_of=as_of,
        unit=unit,
    )
