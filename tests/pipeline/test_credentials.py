from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import BadInput
from monitor.pipeline.credentials import environment_with_secrets, secret_for
from monitor.providers.registry import provider_named
from tests.factories.runs import make_target


def test_a_secrets_file_is_read_below_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "secrets"
    path.write_text("# keys\nFIRST_KEY=one\nexport SECOND_KEY = 'two # 2'\n\nTHIRD_KEY=\"3\"\n")
    monkeypatch.setenv("FIRST_KEY", "from the environment")
    environ = environment_with_secrets(str(path))
    assert environ["FIRST_KEY"] == "from the environment"
    assert (environ["SECOND_KEY"], environ["THIRD_KEY"]) == ("two # 2", "3")


def test_a_broken_line_is_told_without_what_it_holds(tmp_path: Path):
    path = tmp_path / "secrets"
    path.write_text("GOOD_KEY=1\nsk-very-secret\n")
    with pytest.raises(BadInput, match=r"secrets:2: expected NAME=value") as caught:
        environment_with_secrets(str(path))
    assert "very-secret" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(BadInput, match="cannot be read"):
        environment_with_secrets(str(tmp_path / "nowhere"))


def test_the_targets_own_variable_goes_before_the_providers():
    provider = provider_named("openai")
    environ = {"OPENAI_API_KEY": "a", "MINE": "b"}
    assert secret_for(make_target(provider="openai"), provider, environ) == "a"
    assert secret_for(make_target(api_key_env="MINE"), provider, environ) == "b"
    assert secret_for(make_target(api_key_env="UNSET"), provider, environ) is None
