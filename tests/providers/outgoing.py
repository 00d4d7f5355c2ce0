"""Questions of any target, and what an adapter sends for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from monitor.domain.json_value import JsonObject
from monitor.domain.sampling import SamplingSettings
from monitor.domain.wire import WireRequest
from monitor.providers.protocol import Provider
from tests.providers.recorded import question_of, target_of

SECRET = "secret-0123456789"

EVERYTHING = SamplingSettings(
    temperature=0.7,
    top_p=0.9,
    top_k=20,
    min_p=0.1,
    seed=7,
    max_tokens=200,
    frequency_penalty=0.5,
    presence_penalty=-0.5,
    stop=("END",),
    reasoning_effort="low",
)


def asked(provider: Provider, model: str, **fields: Any) -> WireRequest:
    """The call that asks "Which CRM is best?"; `fields` are those of the target."""
    target = replace(target_of(provider.name, base_url=None), model=model, **fields)
    return provider.request(question_of(target), SECRET)


def body_of(request: WireRequest) -> JsonObject:
    assert request.body is not None
    body: JsonObject = json.loads(request.body)
    return body


def dropped_by(request: WireRequest) -> Mapping[str, str]:
    """The reason for each setting that was left out."""
    return {one.field: one.reason for one in request.dropped}


def assert_secret_is_in(request: WireRequest, header: str, value: str) -> None:
    """The key is in one header alone and in nothing that is shown."""
    assert request.headers[header] == value
    assert SECRET not in repr(request)
    assert SECRET not in request.url
    others = {name: text for name, text in request.headers.items() if name != header}
    assert others == {"accept": "application/json", "content-type": "application/json"}
