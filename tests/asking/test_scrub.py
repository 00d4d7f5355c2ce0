from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.asking.scrub import MIN_SECRET_CHARACTERS, REMOVED, scrub_reply, scrub_text
from monitor.domain.wire import WireReply

# No part of the replacement itself, which would stand in the result again.
secrets = st.text(
    st.characters(codec="utf-8", exclude_characters=REMOVED), min_size=MIN_SECRET_CHARACTERS
)


@given(secrets, st.text(), st.text())
def test_no_spelling_of_a_secret_is_left(secret: str, before: str, after: str):
    spellings = [
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe=""),
        b64encode(secret.encode()).decode(),
    ]
    body = "".join(f"{before}{spelling}{after}" for spelling in spellings).encode()
    reply = WireReply(200, {"x-echo": f"Bearer {secret}"}, body)

    scrubbed = scrub_reply(reply, secret)

    assert secret.encode() not in scrubbed.body
    assert scrubbed.body.count(REMOVED.encode()) >= len(spellings)
    assert secret not in scrubbed.headers["x-echo"]
    assert secret not in scrub_text(before + secret + after, secret)


@given(st.binary(), st.text(max_size=MIN_SECRET_CHARACTERS - 1) | st.none())
def test_a_placeholder_for_a_key_changes_nothing(body: bytes, secret: str | None):
    reply = WireReply(200, {"server": "llama.cpp"}, body)

    assert scrub_reply(reply, secret) == reply


@pytest.mark.parametrize("secret", ['pass"word\\1', "login:pässword", "a b&c=d/e?f"])
def test_a_scrubbed_json_body_is_still_json(secret: str):
    for is_ascii in (True, False):
        body = json.dumps({"text": f"key {secret}."}, ensure_ascii=is_ascii).encode()

        scrubbed = scrub_reply(WireReply(200, {}, body), secret)

        assert json.loads(scrubbed.body) == {"text": f"key {REMOVED}."}


@pytest.mark.parametrize("part", ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMIK7MDENG"])
def test_each_part_of_a_secret_in_parts_is_taken_out(part: str):
    secret = "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMIK7MDENG"
    assert scrub_text(f"told {part}.", secret) == f"told {REMOVED}."
