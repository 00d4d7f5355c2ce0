"""What became of the settings of one question; pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from monitor.domain.answer import Answer
from monitor.domain.json_value import JsonValue, canonical_json, sha256_text
from monitor.domain.question import Target
from monitor.domain.sampling import Dropped, ProviderDefault, SamplingRecord, SettingsOutcome
from monitor.domain.wire import WireRequest
from monitor.errors import ProviderError, UnsupportedSetting

# Servers that sample in single precision echo 0.7 as 0.699999988079071.
_SINGLE_PRECISION = 1e-6


def sampling_record(
    target: Target,
    request: WireRequest | None,
    result: Answer | ProviderError,
    *,
    defaults: tuple[ProviderDefault, ...],
    dropped: tuple[Dropped, ...] = (),
    refused: Collection[str] = (),
) -> SamplingRecord:
    """The parameter metadata to keep beside an answer.

    Args:
        target: what was asked for.
        request: what was sent; None where no request could be built.
        result: the answer, or why there is none.
        defaults: what is known of the model; those for settings that were sent are left out.
        dropped: settings that were left out before the request was built.
        refused: those of them that the provider refused.
    """
    requested = target.settings.given()
    if target.web_search:
        requested["web_search"] = True
    answer = result if isinstance(result, Answer) else None
    sent = request.sent if request else {}
    left_out = {each.field for each in (*dropped, *(request.dropped if request else ()))}
    sends_system_prompt = (
        request is not None and target.system_prompt is not None and "system_prompt" not in left_out
    )
    return SamplingRecord(
        requested=requested,
        sent=sent,
        dropped=dropped + (request.dropped if request else ()),
        effective=answer.effective if answer else None,
        defaults=tuple(default for default in defaults if default.field not in sent),
        outcome=SettingsOutcome.REJECTED_400 if refused else _outcome(sent, result),
        searched=answer.searched if answer else None,
        system_prompt_sha256=sha256_text(target.system_prompt or "")
        if sends_system_prompt
        else None,
        api_version=request.api_version if request else None,
    )


def _outcome(sent: Mapping[str, JsonValue], result: Answer | ProviderError) -> SettingsOutcome:
    if isinstance(result, UnsupportedSetting) and result.status is not None:
        return SettingsOutcome.REJECTED_400
    if isinstance(result, ProviderError) or result.effective is None:
        return SettingsOutcome.NOT_VERIFIABLE
    effective = result.effective
    # "auto" leaves the choice to the provider, which then echoes what it chose.
    echoed = [name for name in sent if effective.get(name) is not None and sent[name] != "auto"]
    if not echoed:
        return SettingsOutcome.NOT_VERIFIABLE
    if all(_is_same(sent[name], effective[name]) for name in echoed):
        return SettingsOutcome.ACCEPTED
    return SettingsOutcome.SILENTLY_IGNORED_SUSPECTED


def _is_same(sent: JsonValue, echoed: JsonValue) -> bool:
    if isinstance(sent, int | float) and isinstance(echoed, int | float):
        return math.isclose(sent, echoed, rel_tol=_SINGLE_PRECISION)
    return canonical_json(sent) == canonical_json(echoed)
