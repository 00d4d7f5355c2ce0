from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.providers.vllm import VLLM_SERVER
from tests.providers.outgoing import (
    EVERYTHING,
    SECRET,
    asked,
    assert_secret_is_in,
    body_of,
    dropped_by,
)
from tests.providers.recorded import target_of


def test_every_setting_is_sent_under_its_own_name():
    request = asked(VLLM_SERVER, "org/Tiny", settings=EVERYTHING)
    assert request.url == "http://127.0.0.1:8000/v1/chat/completions"
    assert_secret_is_in(request, "authorization", f"Bearer {SECRET}")
    given = EVERYTHING.given()
    assert request.sent == given
    assert {name: body_of(request)[name] for name in given} == given


def test_there_is_no_search():
    request = asked(VLLM_SERVER, "org/Tiny", web_search=True, country="NO")
    assert set(dropped_by(request)) == {"web_search", "country"}


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:9", "http://127.0.0.1:9/v1/"])
def test_the_models_are_asked_for_with_the_key(base_url: str):
    target = replace(target_of("vllm"), base_url=base_url)
    (request,) = VLLM_SERVER.discovery_requests(target, SECRET)
    assert (request.method, request.url) == ("GET", "http://127.0.0.1:9/v1/models")
    assert request.headers == {"accept": "application/json", "authorization": f"Bearer {SECRET}"}
    assert request.body is None
