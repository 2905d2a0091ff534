"""`wingws table` on a running daemon: what comes back is what was exported."""

import json

import pytest

ODD = [
    {"id": "a", "empty": "", "big": 12345678901234567890123456789012345678, "no": None},
    {"id": "lines\u2028of\u0085others", "deep": [{"list": [[]], "map": {}}]},
]

TYPED = {
    "id": {"S": "typed"},
    "bytes": {"B": "AAEC/w=="},
    "no bytes": {"B": ""},
    "many": {"BS": ["AA==", "/w=="]},
    "numbers": {"NS": ["1", "2.5"]},
    "exact": {"N": "1234567890123456789012345678901234567.8"},
    "text": {"SS": ["x", "y"]},
    "inside": {"M": {"list": {"L": [{"B": "AA=="}, {"NULL": True}]}}},
}


def of_rows(text):
    """Return the items of an export, by key."""
    items = [json.loads(line)["Item"] for line in text.splitlines()]
    return sorted(items, key=lambda item: item["id"]["S"])


def test_odd_rows_survive(shell, daemon, tmp_path):
    """Of a file, with what other line ends a text may have within."""
    name = daemon.put_table("Rows")["table_name"]
    lines = [json.dumps(row, ensure_ascii=False) for row in ODD]
    file = tmp_path / "rows.jsonl"
    text = "\r\n".join([*lines, json.dumps({"Item": TYPED})])
    file.write_text(text, encoding="utf-8", newline="")

    assert shell.run("table", "import", "Rows", str(file)).stdout == (
        f"3 rows are in {name}\n"
    )
    exported = shell.run("table", "export", "Rows").stdout
    first, second, third = of_rows(exported)
    assert first["empty"] == {"S": ""}
    assert first["big"] == {"N": "12345678901234567890123456789012345678"}
    assert second["id"] == {"S": "lines\u2028of\u0085others"}
    assert third == TYPED

    again = shell.run("table", "import", "Rows", input=exported)
    assert again.stdout == f"3 rows are in {name}\n"
    assert of_rows(shell.run("table", "export", "Rows").stdout) == of_rows(exported)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "\xff"}', "'utf-8' codec can't decode byte 0xff"),
        (b'{"Item": {"id": {"B": "###"}}}', "'###' is no base64, which bytes are in"),
        (b'{"Item": {"id": {"BS": [5]}}}', "5 is no base64, which bytes are in"),
        (b'{"Item": {"id": {"M": []}}}', "attribute value {'M': []} of \"Item\""),
        (b'{"Item": {"id": {"L": 5}}}', "attribute value {'L': 5} of \"Item\""),
        (b'{"Item": {"id": {"BS": null}}}', "attribute value {'BS': None} of"),
        (b"[" * 100_000, "maximum recursion depth exceeded"),
    ],
)
def test_a_line_that_is_no_row(shell, daemon, tmp_path, line, reason):
    """Nothing is put, and nobody sees a traceback."""
    daemon.put_table("Rows")
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b'{"id": "a"}\n' + line)

    done = shell.run("table", "import", "Rows", str(file))

    assert done.stderr.startswith(f"wingws: line 2 of {file}: {reason}")
    assert done.stderr.endswith("; no row was put\n")
    assert done.returncode == 1
    assert shell.run("table", "export", "Rows").stdout == ""


def test_nothing_is_rounded(shell, daemon):
    """What is shown has all digits, of a fraction as text if need be."""
    daemon.put_table("Rows")
    whole, long = "9" * 38, "0." + "1" * 38
    row = f'{{"id": "a", "short": 0.1, "whole": {whole}, "long": {long}}}'
    shell.run("table", "import", "Rows", input=row)

    shown = json.loads(shell.run("table", "show", "Rows", "--json").stdout)["items"]

    assert shown == [{"id": "a", "short": 0.1, "whole": int(whole), "long": long}]
