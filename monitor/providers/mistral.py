"""Mistral: Chat Completions with its own name for the seed.

The body repeats the alias that was asked for, so the model behind one is not told.
Docs: https://docs.mistral.ai/api, read in November 2026.
"""

from __future__ import annotations

from monitor.domain.question import Channel
from monitor.providers.openai_chat import ChatCompletions

MISTRAL = ChatCompletions(
    name="mistral",
    channel=Channel.API,
    base_url="https://api.mistral.ai/v1",
    api_key_env="MISTRAL_API_KEY",
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "seed": "random_seed",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop",
        "reasoning_effort": "reasoning_effort",
    },
    never_searches=True,
    takes_schema=True,
    options={"safe_prompt": "Whether Mistral puts its safety prompt before the conversation."},
    option_names={"safe_prompt": "safe_prompt"},
)
