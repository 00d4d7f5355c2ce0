"""Amazon Bedrock's Converse: the models of many makers in one shape.

The key is a Bedrock API key, sent as a bearer token, or ACCESS_KEY:SECRET[:SESSION], with which
each call is signed. Shape: https://docs.aws.amazon.com/bedrock/latest/APIReference, November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue
from monitor.domain.question import Channel, Question, Target
from monitor.domain.wire import WireReply, WireRequest
from monitor.providers.aws_signing import AwsScope, credentials_in, sign
from monitor.providers.bedrock_answer import bedrock_error, read_converse
from monitor.providers.endpoint import header_key
from monitor.providers.extras import Extras, no_search
from monitor.providers.json_calls import call_url, json_post, ours_by_wire_name, sampling_fields
from monitor.providers.option_values import object_option, text_option
from monitor.providers.protocol import Features
from monitor.providers.reading import decode_object

REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Bedrock:
    """Converse; it also implements `Signs`."""

    name: str
    channel: Channel
    api_key_env: str
    base_url: str
    wire_names: Mapping[str, str]
    options: Mapping[str, str]
    features: Features

    def request(self, question: Question, secret: str | None) -> WireRequest:
        """The call that asks the question; still to be signed if the secret is no API key.

        Raises:
            BadInput: the base_url or an option cannot be used.
            BadCredentials: the key cannot be sent in a header.
        """
        target = question.target
        fields = sampling_fields(target, self.wire_names, provider=self.name)
        body: dict[str, JsonValue] = {
            "messages": [{"role": "user", "content": [{"text": question.prompt.text}]}]
        }
        if target.system_prompt is not None:
            body["system"] = [{"text": target.system_prompt}]
        if fields.body:
            body["inferenceConfig"] = fields.body
        more = object_option(target, "model_fields")
        if more is not None:
            body["additionalModelRequestFields"] = more
            fields |= Extras(sent={"model_fields": more})
        # A colon stays as it is: HTTP clients send it so even where it was encoded, and the
        # signature is made over the path that is sent. The slash of an ARN is encoded.
        url = call_url(
            target,
            f"/model/{quote(target.model, safe=':')}/converse",
            provider=self.name,
            base_url=self.base_url.replace(REGION, _region(target)),
        )
        account = fields | no_search(target, f"{self.name} cannot search the web")
        return json_post(url, _bearer(secret), body, account)

    def sign(
        self, request: WireRequest, target: Target, secret: str | None, *, now: datetime
    ) -> WireRequest:
        """The call with a signature for that time; the same call where the key is an API key.

        Raises:
            BadCredentials: the secret asks for a signature, and botocore is not installed.
        """
        credentials = credentials_in(secret)
        if credentials is None:
            return request
        return sign(request, credentials, AwsScope(_region(target), "bedrock"), now=now)

    def read(self, reply: WireReply) -> Answer:
        """The answer in a reply.

        Raises:
            ProviderError: the reply holds no answer; the class tells whether to try again.
        """
        if not 200 <= reply.status < 300:
            raise bedrock_error(reply, ours_by_wire_name(self.wire_names))
        return read_converse(decode_object(reply), reply)


def _region(target: Target) -> str:
    return text_option(target, "region") or REGION


def _bearer(secret: str | None) -> dict[str, str]:
    if credentials_in(secret) is not None:
        return {}
    key = header_key(secret)
    return {} if key is None else {"authorization": f"Bearer {key}"}


BEDROCK = Bedrock(
    name="bedrock",
    channel=Channel.API,
    api_key_env="AWS_BEARER_TOKEN_BEDROCK",
    base_url=f"https://bedrock-runtime.{REGION}.amazonaws.com",
    wire_names={
        "temperature": "temperature",
        "top_p": "topP",
        "max_tokens": "maxTokens",
        "stop": "stopSequences",
    },
    options={
        "region": "Where the model runs; us-east-1 when left out.",
        "model_fields": "Settings that only the model's maker knows, such as top_k: 40.",
    },
    features=Features(),
)
