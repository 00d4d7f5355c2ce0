"""What a run learns, and what it must never write down."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.chat_server import ChatServer
from tests.e2e.commands import environment, run, write_configuration

KEY = "sk-live-0123456789-abcdef"


def test_a_key_that_the_server_echoes_is_in_nothing_that_is_written(tmp_path: Path):
    env = environment(f"sqlite:///{tmp_path}/namedrop.sqlite3", log_level="debug", log_json="true")
    with ChatServer(delay_s=0) as server:
        server.echoes_key = True
        path = write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=3)
        path.write_text(
            path.read_text().replace("    model: m\n", "    model: m\n    api_key_env: MY_KEY\n")
        )
        done = run(["run"], cwd=tmp_path, env=env | {"MY_KEY": KEY})
    assert done.returncode == 0, done.stderr
    env["MY_KEY"] = KEY
    commands = (["answers", "list"], ["answers", "show", "1"], ["models", "list"])
    printed = [run([*command, "--json"], cwd=tmp_path, env=env).stdout for command in commands]
    shown = [done.stdout, done.stderr, *printed]
    assert "Your key is Bearer [secret removed]" in shown[3]
    assert not [text for text in shown if KEY in text]
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert KEY.encode() not in written


def test_a_refused_setting_is_learned_and_not_sent_in_the_next_run(
    database_url: str, tmp_path: Path
):
    env = environment(database_url, concurrency="1")
    with ChatServer(delay_s=0) as server:
        server.refused_setting = "temperature"
        write_configuration(tmp_path / "namedrop.yaml", server.base_url, prompts=3)
        assert run(["run"], cwd=tmp_path, env=env).returncode == 0
        assert server.total() == 4  # the first question was asked twice
        assert run(["run"], cwd=tmp_path, env=env).returncode == 0
        assert server.total() == 7

    heads = json.loads(run(["answers", "list", "--json"], cwd=tmp_path, env=env).stdout)
    whole = run(["answers", "show", str(heads[-1]["id"]), "--json"], cwd=tmp_path, env=env).stdout
    sampling = json.loads(whole)["sampling"]
    assert (sampling["requested"], sampling["sent"]) == ({"temperature": 0.2}, {})
    assert sampling["dropped"][0]["field"] == "temperature"
    assert sampling["outcome"] == "rejected_400"
    (card,) = json.loads(run(["models", "list", "--mine", "--json"], cwd=tmp_path, env=env).stdout)
    (claim,) = card["claims"]
    assert (claim["field"], claim["value"]) == ("sampling.temperature.taken", False)
    assert claim["basis"] == "discovered_at_runtime"


def test_simulated_answers_need_no_network(tmp_path: Path):
    path = write_configuration(tmp_path / "namedrop.yaml", "http://127.0.0.1:1", prompts=10)
    text = path.read_text()
    start = text.index("targets:")
    end = text.index("monitors:")
    simulated = """\
targets:
  - key: seeded
    provider: simulated
    model: any
    options: {brands: [Acme, Globex], rate: 0.5}
"""
    path.write_text(text[:start] + simulated + text[end:])
    done = run(["run"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    first = json.loads(run(["report", "visibility", "--json"], cwd=tmp_path).stdout)
    rate = first["rows"][0]["metrics"]["mention_rate"]
    assert rate["n"] == 10
    assert 0 < rate["k"] < 10
    assert first["rows"][0]["target"]["channel"] == "simulated"
