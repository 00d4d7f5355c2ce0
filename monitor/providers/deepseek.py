"""DeepSeek: Chat Completions below no /v1; thinking is beside the answer.

The fingerprint names the precision of weights and cache, such as fp8.
Docs: https://api-docs.deepseek.com/guides/thinking_mode, read in November 2026.
"""

from __future__ import annotations

from monitor.domain.question import Channel
from monitor.providers.openai_chat import ChatCompletions

DEEPSEEK = ChatCompletions(
    name="deepseek",
    channel=Channel.API,
    base_url="https://api.deepseek.com",
    api_key_env="DEEPSEEK_API_KEY",
    bare_host_path="",
    # While it thinks, which it does by default, a model takes temperature and penalties without
    # an error and without effect.
    wire_names={
        "temperature": "temperature",
        "top_p": "top_p",
        "max_tokens": "max_tokens",
        "frequency_penalty": "frequency_penalty",
        "presence_penalty": "presence_penalty",
        "stop": "stop",
        "reasoning_effort": "reasoning_effort",
    },
    never_searches=True,
    options={"thinking": '"enabled" or "disabled"; models think by default.'},
    option_names={"thinking": "thinking.type"},
)
