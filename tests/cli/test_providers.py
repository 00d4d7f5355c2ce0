from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.domain.wire import WireReply
from monitor.providers.registry import PROVIDERS, provider_named
from monitor.reports.recorded import read_recorded, reply_in
from tests.e2e.chat_server import ChatServer, completion
from tests.e2e.commands import run, write_configuration


def test_every_provider_is_listed_with_what_it_tells(tmp_path: Path):
    listed = json.loads(run(["providers", "list", "--json"], cwd=tmp_path).stdout)
    assert [each["name"] for each in listed] == sorted(PROVIDERS)
    llamacpp = next(each for each in listed if each["name"] == "llamacpp")
    assert llamacpp["discovers"]
    assert llamacpp["settings"]["max_tokens"] == "max_tokens"


def test_a_recorded_body_is_read_plain_and_in_an_envelope(tmp_path: Path):
    body = completion("Acme, of course.")
    plain, enveloped = tmp_path / "plain.json", tmp_path / "enveloped.json"
    plain.write_bytes(body)
    enveloped.write_text(
        json.dumps({"status": 200, "headers": {"X-A": "b"}, "body": json.loads(body)})
    )
    answers = [
        json.loads(run(["read", "--provider", "openai_compatible", str(path)], cwd=tmp_path).stdout)
        for path in (plain, enveloped)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["text"] == "Acme, of course."
    assert answers[0]["served"]["model"] == "m-1"
    assert answers[0]["usage"]["input_tokens"] == 5
    assert answers[0]["retrieved"] is None


def test_a_recorded_failure_tells_its_class_and_whether_to_try_again():
    reply = WireReply(429, {"retry-after": "7"}, b'{"error": {"message": "slow down"}}')
    told = read_recorded(provider_named("openai_compatible"), reply)
    error = told["error"]
    assert (error["class"], error["temporary"], error["retry_after_s"]) == ("rate_limited", True, 7)
    assert "slow down" in error["message"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1", b"[]", b'{"body": 1}', b"null"])
def test_any_file_is_a_reply(content: bytes):
    told = read_recorded(provider_named("openai_compatible"), reply_in(content))
    assert told["error"]["class"] == "unreadable"


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    done = run(["read", "--provider", "openai", "nowhere.json"], cwd=tmp_path)
    assert (done.returncode, "cannot be read" in done.stderr) == (2, True)


def test_targets_are_checked_with_one_small_call_each(tmp_path: Path):
    with ChatServer(delay_s=0) as server:
        write_configuration(tmp_path / "namedrop.yaml", server.base_url)
        done = run(["targets", "check", "--json"], cwd=tmp_path)
        assert server.total() == 1
    (checked,) = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (checked["outcome"], checked["served_model"]) == ("ok", "m-1")
    assert checked["sent"] == {"temperature": 0.2, "max_tokens": 16}
    assert not (tmp_path / "namedrop.sqlite3").exists()


def test_a_target_that_does_not_answer_fails_the_check(tmp_path: Path):
    write_configuration(tmp_path / "namedrop.yaml", "http://127.0.0.1:1/v1")
    done = run(["targets", "check"], cwd=tmp_path)
    assert done.returncode == 1
    assert "unreachable" in done.stdout
