from __future__ import annotations

import json

import pytest

from monitor.domain.wire import WireReply
from monitor.errors import BadCredentials, Overloaded, RateLimited
from monitor.providers.registry import provider_named


def test_the_wait_of_a_good_anthropic_reply_is_none_of_a_failure_inside_it():
    body = json.dumps({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}})
    for status, wait_s in ((200, None), (529, 7)):
        reply = WireReply(status, {"retry-after": "7"}, body.encode())
        with pytest.raises(Overloaded) as caught:
            provider_named("anthropic").read(reply)
        assert caught.value.retry_after_s == wait_s


@pytest.mark.parametrize(
    ("status", "kind"), [(401, BadCredentials), (429, RateLimited), (500, Overloaded)]
)
@pytest.mark.parametrize("name", ["dataforseo", "dataforseo_llm"])
def test_a_dataforseo_failure_says_what_its_envelope_says(
    name: str, status: int, kind: type[Exception]
):
    body = json.dumps({"status_code": 40000, "status_message": "Look at your account."})
    with pytest.raises(kind, match="Look at your account"):
        provider_named(name).read(WireReply(status, {}, body.encode()))
