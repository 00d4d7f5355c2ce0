from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.configuration.document import MAX_FILE_BYTES, parse_document, read_bytes
from monitor.configuration.problem import BadConfiguration


def complaint(content: bytes) -> str:
    with pytest.raises(BadConfiguration) as caught:
        parse_document(content, "n.yaml")
    return str(caught.value)


def test_scalars_are_those_of_yaml_1_2() -> None:
    content = b"""
    - NO
    - yes
    - 010
    - 0x1F
    - 0o17
    - -1.5e3
    - .inf
    - TRUE
    - FALSE
    - '1'
    - ~
    - 2026-01-01
    - 12:30
    """
    expected = ["NO", "yes", 10, 31, 15, -1500.0, math.inf, True, False, "1", None]
    assert parse_document(content, "n.yaml").data == [*expected, "2026-01-01", "12:30"]


def test_a_key_with_nothing_behind_it_is_left_out_and_keeps_its_place() -> None:
    document = parse_document(b"a: 1\nb:\n", "n.yaml")
    assert document.data == {"a": 1}
    assert document.places["b",].line == 2


def test_places_are_those_of_keys_and_list_items() -> None:
    document = parse_document(b"a:\n  - b: 1\n    c: |\n      long\n      text\n  - d\n", "n.yaml")
    lines = {path: place.line for path, place in document.places.items()}
    assert lines == {(): 1, ("a",): 1, ("a", 0): 2, ("a", 0, "b"): 2, ("a", 0, "c"): 3, ("a", 1): 6}


def test_an_alias_means_the_value_of_its_anchor() -> None:
    document = parse_document(b"a: &x {b: [1]}\nc: *x\n", "n.yaml")
    assert document.data == {"a": {"b": [1]}, "c": {"b": [1]}}


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert parse_document("\ufeffa: 1\r\nb: 2\r\n".encode(), "n.yaml").data == {"a": 1, "b": 2}


def test_doubled_keys_are_all_told_and_the_first_value_stays() -> None:
    document = parse_document(b"a: 1\na: 2\nb: {c: 1, c: 2}\n", "n.yaml")
    assert document.data == {"a": 1, "b": {"c": 1}}
    assert [str(each) for each in document.problems] == [
        "n.yaml:2: a: expected each key once, found it in line 1 too",
        "n.yaml:3: b.c: expected each key once, found it in line 3 too",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"",
            "n.yaml:1: expected a configuration, found an empty file; `namedrop init` writes one",
        ),
        (
            b"# only words\n",
            "n.yaml:1: expected a configuration, found an empty file; `namedrop init` writes one",
        ),
        (
            b"a:\n\t- b\n",
            "n.yaml:2: expected spaces, found a tab; YAML takes spaces alone for indentation",
        ),
        (
            b"a: 1\nb: c: d\n",
            (
                "n.yaml:2: a colon cannot stand here; put a text that holds `: ` in quotes, "
                "or check the indentation"
            ),
        ),
        (
            b"a:\n  - b\n c: d\n",
            (
                "n.yaml:3: expected the indentation of the lines above, found another; "
                "or a text in quotes ends before this place"
            ),
        ),
        (b"a: 1\nb\nc: 2\n", "n.yaml:2: expected `key: value`, found no colon"),
        (
            b"a: 1\nb: [1,\nc: 2\n",
            (
                "n.yaml:2: expected the end of what opens here (a quote or a bracket), "
                "found the end of the file"
            ),
        ),
        (
            b"a: 1\nb: 'never closed\n\n",
            (
                "n.yaml:2: expected the end of what opens here (a quote or a bracket), "
                "found the end of the file"
            ),
        ),
        (
            b"a: 1\nb: @c\n",
            (
                "n.yaml:2: expected YAML; the parser says: "
                "found character '@' that cannot start any token"
            ),
        ),
        (
            b"a: 1\nb: gr\xfcn\n",
            "n.yaml:2: expected UTF-8 text, found the byte 0xFC; save the file as UTF-8",
        ),
        (
            "a: 1".encode("utf-16"),
            "n.yaml:1: expected UTF-8 text, found the byte 0xFF; save the file as UTF-8",
        ),
        (
            b"a: 1\nb: \x00\n",
            "n.yaml:2: expected printable text, found the control character U+0000",
        ),
        (
            b"a: 1\n--- \nb: 2\n",
            "n.yaml:2: expected one document, found a second `---`",
        ),
        (
            b"a: !!python/object:os.system x\n",
            "n.yaml:1: expected a value without a tag, found one that begins with `!`; use quotes",
        ),
        (
            b"a: &a [*a]\n",
            "n.yaml:1: expected an anchor before its alias, found `*a` alone",
        ),
        (
            b'a: 1\nb: "\\ud800"\n',
            "n.yaml:2: expected a character, found an escape in a quoted text that means none",
        ),
        (b"[" * 100_000, "n.yaml:1: expected at most 20 levels, found more"),
    ],
)
def test_a_text_that_is_no_usable_yaml_is_told_with_its_line(content: bytes, message: str) -> None:
    assert complaint(content) == message


def test_an_escape_beyond_unicode_is_told() -> None:
    assert complaint(b'a: "\\UFFFFFFFF"') == (
        "n.yaml:1: expected a character, found an escape in a quoted text that means none"
    )


def test_a_bomb_of_aliases_is_refused() -> None:
    rows = ["a0: &a0 [x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert complaint("\n".join(rows).encode()) == (
        "n.yaml:1: expected at most 20 levels and 200,000 values with aliases written out"
    )


def test_a_bomb_of_wrong_keys_is_refused() -> None:
    wrong = ", ".join(f"[{i}]: 1" for i in range(300))
    aliases = ", ".join(["*w"] * 2_000)
    told = complaint(f"a: &w {{{wrong}}}\nb: [{aliases}]\n".encode())
    assert told.endswith("expected at most 20 levels and 200,000 values with aliases written out")


def test_a_list_as_key_is_told_beside_the_data() -> None:
    document = parse_document(b"a: {[b]: c}\n", "n.yaml")
    assert [str(each) for each in document.problems] == [
        "n.yaml:1: a: expected a word as key, found a list or a group"
    ]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    for path, message in (
        (tmp_path / "absent.yaml", "no such file; `namedrop init` writes one to start from"),
        (tmp_path, "expected a file, found a directory"),
        (large, "expected at most 5,000,000 bytes, found more"),
        (large / "below", "cannot be read: Not a directory"),
        (Path("a\0b"), "cannot be read: embedded null byte"),
    ):
        with pytest.raises(BadConfiguration) as caught:
            read_bytes(path)
        assert str(caught.value).endswith(f": {message}")
        assert caught.value.problems[0].line is None


SNIPPETS = st.sampled_from(
    [
        "a: ",
        "- ",
        "\n",
        "  ",
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "&x ",
        "*x",
        "!!t ",
        "|",
        ">-",
        "? ",
        "%YAML 1.2\n",
        "%TAG ! x",
        "---",
        "...",
        "\t",
        "#",
        '"\\u',
        "\\",
        ",",
        ":",
        "<<: ",
        "1",
        "é",
    ]
)


@given(
    st.binary(max_size=60)
    | st.lists(SNIPPETS, max_size=25).map(lambda each: "".join(each).encode())
)
@example(b"%YAML 1." + b"9" * 5_000 + b"\n---\na")
def test_any_bytes_are_data_or_a_complaint(content: bytes) -> None:
    try:
        document = parse_document(content, "n.yaml")
    except BadConfiguration as error:
        lines = [each.line for each in error.problems]
    else:
        lines = [place.line for place in document.places.values()]
    assert lines
    assert all(line is not None and line >= 1 for line in lines)
