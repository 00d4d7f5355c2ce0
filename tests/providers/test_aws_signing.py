from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec

import pytest

from monitor.domain.wire import WireRequest
from monitor.errors import BadCredentials
from monitor.providers.aws_signing import AwsCredentials, AwsScope, credentials_in, sign

needs_botocore = pytest.mark.skipif(
    find_spec("botocore") is None, reason="the extra bedrock (botocore) is not installed"
)
# The keys, the time and the signatures of Amazon's own test suite for Signature Version 4.
KEYS = AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
SCOPE = AwsScope("us-east-1", "service")
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
VANILLA = {
    "GET": "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "POST": "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
}


@needs_botocore
@pytest.mark.parametrize("method", VANILLA)
def test_the_signature_is_that_of_amazons_test_suite(method: str):
    request = WireRequest(method, "https://example.amazonaws.com/", {})
    signed = sign(request, KEYS, SCOPE, now=NOW)
    assert signed.headers == {
        "x-amz-date": "20150830T123600Z",
        "authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={VANILLA[method]}"
        ),
    }


@needs_botocore
def test_a_session_is_signed_and_sent():
    keys = AwsCredentials(KEYS.access_key, KEYS.secret_key, "session-1")
    request = WireRequest("POST", "https://example.amazonaws.com/", {}, b"{}")
    signed = sign(request, keys, SCOPE, now=NOW)
    assert signed.headers["x-amz-security-token"] == "session-1"
    assert "host;x-amz-date;x-amz-security-token" in signed.headers["authorization"]
    assert signed.body == b"{}"


@pytest.mark.skipif(find_spec("botocore") is not None, reason="botocore is installed")
def test_without_botocore_the_extra_is_named():
    request = WireRequest("GET", "https://example.amazonaws.com/", {})
    with pytest.raises(BadCredentials, match=r"namedrop\[bedrock\]"):
        sign(request, KEYS, SCOPE, now=NOW)


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        (f"{'A' * 20}:{'b' * 40}", AwsCredentials("A" * 20, "b" * 40)),
        (
            f" {'A' * 20}:{'b/+=' * 10}:tok/en==\n",
            AwsCredentials("A" * 20, "b/+=" * 10, "tok/en=="),
        ),
        ("bedrock-api-key-YmVkcm9jaw==", None),
        ("ABSKQmVkcm9ja0FQSUtleS1hYmM=", None),
        ("", None),
        (None, None),
    ],
)
def test_credentials_are_told_from_api_keys_by_their_form(
    secret: str | None, expected: AwsCredentials | None
):
    assert credentials_in(secret) == expected


def test_credentials_are_never_shown():
    assert "AKIDEXAMPLE" not in repr(KEYS)
    assert "wJalr" not in repr(KEYS)
