"""Replies that no server should give: each ends as a stored answer or a stored failure."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.chat_server import ChatServer, completion
from tests.e2e.commands import environment, run, write_configuration

FIVE_MEGABYTES = "Acme. " + "This one is large. " * 276_000


def prompt(number: int) -> str:
    return f"Which tool is best for job {number}?"


BODIES = {
    prompt(0): completion("Acme\x00 is \x00here."),
    prompt(1): completion(FIVE_MEGABYTES),
    prompt(2): completion(FIVE_MEGABYTES * 2),
    prompt(3): completion("Acme XX").replace(b"XX", b"\xff\xfe"),
    prompt(4): completion("Acme is cut off")[:-40],
    prompt(5): completion("Acme \ud800 alone"),
    prompt(6): b"<html>Bad gateway</html>",
    prompt(7): b"",
    prompt(8): b"[" * 100_000,
    prompt(9): b'{"choices": []}',
}


def test_bad_replies_are_stored_with_their_reason_and_lose_nothing(
    database_url: str, tmp_path: Path
):
    env = environment(database_url, max_attempts="1")
    with ChatServer(delay_s=0) as server:
        server.bodies = BODIES
        write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=len(BODIES) + 1)
        done = run(["run"], cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    heads = json.loads(run(["answers", "list", "--json"], cwd=tmp_path, env=env).stdout)
    ended = {
        head["prompt"]["text"]: head["failure"]["kind"] if head["failure"] else head["outcome"]
        for head in heads
    }
    assert ended == {
        prompt(0): "ok",
        prompt(1): "ok",
        prompt(2): "unreadable",
        prompt(3): "ok",
        prompt(4): "unreadable",
        prompt(5): "ok",
        prompt(6): "unreadable",
        prompt(7): "unreadable",
        prompt(8): "unreadable",
        prompt(9): "unreadable",
        prompt(10): "ok",
    }
    ids = {head["prompt"]["text"]: head["id"] for head in heads}

    def text_of(number: int) -> str:
        shown = run(["answers", "show", str(ids[prompt(number)]), "--json"], cwd=tmp_path, env=env)
        text: str = json.loads(shown.stdout)["text"]
        return text

    assert text_of(0) == "Acme\ufffd is \ufffdhere."
    assert text_of(3) == "Acme \ufffd\ufffd"
    assert text_of(5) == "Acme \ufffd alone"
    assert len(text_of(1)) == len(FIVE_MEGABYTES)
