"""Signs calls to Amazon Web Services with Signature Version 4, by botocore; pure.

botocore is an extra (`pip install 'namedrop[bedrock]'`): most accounts use a Bedrock API key,
which needs no signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType

from monitor.domain.wire import WireRequest
from monitor.errors import BadCredentials

_THREE_PARTS = re.compile(
    r"(?P<access>[A-Z0-9]{16,128}):(?P<secret>[A-Za-z0-9/+=]{30,})(?::(?P<session>\S+))?"
)


@dataclass(frozen=True, slots=True)
class AwsCredentials:
    """What a signature is made with; kept out of repr."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AwsScope:
    """Where a signature holds, such as us-east-1 and bedrock."""

    region: str
    service: str


def credentials_in(secret: str | None) -> AwsCredentials | None:
    """The credentials in a secret of the form ACCESS_KEY:SECRET[:SESSION]; None for another form.

    >>> credentials_in("bedrock-api-key-abc") is None
    True
    """
    found = _THREE_PARTS.fullmatch((secret or "").strip())
    if found is None:
        return None
    return AwsCredentials(found["access"], found["secret"], found["session"])


def sign(
    request: WireRequest, credentials: AwsCredentials, scope: AwsScope, *, now: datetime
) -> WireRequest:
    """The request with the headers of a signature that holds for five minutes around `now`.

    Args:
        request: a call without authorization; its path is encoded as it is sent.
        credentials: whose account is asked.
        scope: region and service.
        now: an aware time.

    Raises:
        BadCredentials: botocore is not installed.
    """
    auth, awsrequest = _botocore("auth"), _botocore("awsrequest")
    keys = _botocore("credentials").Credentials(
        credentials.access_key, credentials.secret_key, credentials.session_token
    )
    signer = auth.SigV4Auth(keys, scope.service, scope.region)
    time = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {**request.headers, "x-amz-date": time}
    if credentials.session_token is not None:
        headers["x-amz-security-token"] = credentials.session_token
    to_sign = awsrequest.AWSRequest(
        method=request.method, url=request.url, headers=headers, data=request.body
    )
    # These are the steps of its add_auth, which would read the clock itself.
    to_sign.context["timestamp"] = time
    text = signer.string_to_sign(to_sign, signer.canonical_request(to_sign))
    parts = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(to_sign)}",
        f"SignedHeaders={signer.signed_headers(signer.headers_to_sign(to_sign))}",
        f"Signature={signer.signature(text, to_sign)}",
    )
    return replace(request, headers={**headers, "authorization": ", ".join(parts)})


def _botocore(module: str) -> ModuleType:
    try:
        return import_module(f"botocore.{module}")
    except ImportError as error:
        raise BadCredentials(
            "A secret of the form ACCESS_KEY:SECRET needs botocore, which is not installed:"
            " pip install 'namedrop[bedrock]', or use a Bedrock API key"
        ) from error
