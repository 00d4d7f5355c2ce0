from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from monitor.configuration.configuration import Configuration, KnownProviders, ProviderFacts
from monitor.configuration.problem import BadConfiguration
from monitor.configuration.read import configuration_of
from monitor.domain.question import Channel

KNOWN = KnownProviders(
    {
        "llamacpp": ProviderFacts(Channel.LOCAL, None, "http://127.0.0.1:8080"),
        "openai": ProviderFacts(Channel.API, "OPENAI_API_KEY", "https://api.openai.com/v1"),
        "openai_compatible": ProviderFacts(Channel.API, None, None),
    }
)

# The same sections as one line each, so that a test writes only the section that it is about.
SOUND = {
    "brands": "brands: [{key: acme, name: Acme}]",
    "prompts": "prompts: [{key: best, text: Which is best?, topic: tools, tags: [category]}]",
    "targets": "targets: [{key: gpt, provider: openai, model: gpt-5}]",
    "monitors": "monitors: [{key: weekly}]",
}


@pytest.fixture(scope="session")
def known() -> KnownProviders:
    return KNOWN


@pytest.fixture(scope="session")
def read() -> Callable[[str], Configuration]:
    """Reads sections given as text, with sound ones below for those that are not given."""

    def reading(text: str) -> Configuration:
        text = dedent(text).lstrip("\n")
        absent = [line for name, line in SOUND.items() if f"{name}:" not in text.split("\n")]
        content = "\n".join([text.rstrip("\n"), *absent, ""])
        return configuration_of(content.encode(), file="namedrop.yaml", known=KNOWN)

    return reading


@pytest.fixture(scope="session")
def complaints(read: Callable[[str], Configuration]) -> Callable[[str], list[str]]:
    """The lines of the error that reading sections raises, without the name of the file."""

    def complaining(text: str) -> list[str]:
        with pytest.raises(BadConfiguration) as caught:
            read(text)
        return [line.removeprefix("namedrop.yaml:") for line in str(caught.value).split("\n")]

    return complaining
