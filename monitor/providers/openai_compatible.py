"""Any endpoint that speaks OpenAI's Chat Completions: vLLM, LM Studio, a gateway, a vendor."""

from __future__ import annotations

from monitor.domain.question import Channel
from monitor.providers.openai_chat import ChatCompletions

# What an unknown server takes is unknown, so everything is sent: a server that refuses a setting
# says so with a 400, which names it.
OPENAI_COMPATIBLE = ChatCompletions(
    name="openai_compatible",
    channel=Channel.API,
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
        "reasoning_effort": "reasoning_effort",
    },
)
