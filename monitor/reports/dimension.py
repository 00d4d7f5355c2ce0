"""The fields by which rows of reports are split and answers are filtered."""

from __future__ import annotations

from enum import StrEnum


class Dimension(StrEnum):
    """By what rows are split; answers can be filtered by all but "brand" and "domain"."""

    BRAND = "brand"
    DOMAIN = "domain"
    TARGET = "target"
    PROVIDER = "provider"
    MODEL = "model"
    SERVED_MODEL = "served_model"
    CHANNEL = "channel"
    WEB_SEARCH = "web_search"
    SAMPLING = "sampling"
    TEMPERATURE = "temperature"
    TOP_P = "top_p"
    REASONING_EFFORT = "reasoning_effort"
    VENDOR = "vendor"
    FAMILY = "family"
    PARAMETERS_TOTAL_CLASS = "parameters_total_class"
    PARAMETERS_ACTIVE_CLASS = "parameters_active_class"
    ARCHITECTURE = "architecture"
    OPEN_WEIGHTS = "open_weights"
    QUANTIZATION = "quantization"
    DATE = "date"
    PROMPT = "prompt"
    TOPIC = "topic"
    TAG = "tag"
    LANGUAGE = "language"
    COUNTRY = "country"


class Pooled(StrEnum):
    """What rows pool only when they are asked to."""

    WEB_SEARCH = "web_search"
    CHANNEL = "channel"
    SERVED_MODEL = "served_model"
    SAMPLING = "sampling"


OF_ROWS = frozenset({Dimension.BRAND, Dimension.DOMAIN})
"""What is found in answers, as against how they came about."""

OF_CARDS = frozenset(
    {
        Dimension.VENDOR,
        Dimension.FAMILY,
        Dimension.PARAMETERS_TOTAL_CLASS,
        Dimension.PARAMETERS_ACTIVE_CLASS,
        Dimension.ARCHITECTURE,
        Dimension.OPEN_WEIGHTS,
        Dimension.QUANTIZATION,
    }
)

OF_MODELS = OF_CARDS | {Dimension.PROVIDER}
"""Properties that several models share; who splits by one asks for models to be pooled."""

OF_SETTINGS = frozenset({Dimension.TEMPERATURE, Dimension.TOP_P, Dimension.REASONING_EFFORT})

OF_PROMPTS = frozenset(
    {Dimension.PROMPT, Dimension.TOPIC, Dimension.TAG, Dimension.LANGUAGE, Dimension.COUNTRY}
)
