"""Global names are found in code objects, with the attributes read from them."""

import pytest

from pulumi_wingws.handlers.program.names import find_imports, find_uses


def compile_function(text):
    """Compile a function's text and give its code."""
    module = compile(text, "a.py", "exec")
    return next(const for const in module.co_consts if hasattr(const, "co_code"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a.b.c(d)", {("a", ("b", "c")), ("d", ())}),
        ("return [x + a for x in b]", {("a", ()), ("b", ())}),
        ("return lambda: (lambda: a.b)", {("a", ("b",))}),
        ("a = 1; return a", set()),
        ("a.count += 1", {("a", ("count",))}),
        ("global a; a = 1", set()),
        ("async def f(): await a.b()\n  return f", {("a", ("b",))}),
        ("class C:\n   x = a\n   a = 1\n   y = a", {("a", ())}),
        ("return f'{a.b}'", {("a", ("b",))}),
        ("with a.b: pass", {("a", ("b",))}),
    ],
)
def test_uses_are_found(body, expected):
    """Loads in all nested code count; locals do not."""
    code = compile_function(f"def f():\n  {body}\n")
    assert {(use.name, use.chain) for use in find_uses(code)} >= expected
    assert {use.name for use in find_uses(code)} <= {
        *(name for name, _ in expected),
        "__name__",
    }


def test_use_is_placed_by_utf8_bytes():
    """A use tells its line and its column as `ast` counts them."""
    (use,) = find_uses(compile_function("def f():\n  é = 1; a.b\n"))
    assert use.position == (2, 10)


def test_imports_inside_functions_are_found():
    """An import tells its module, level, names, and what is read from it."""
    code = compile_function(
        "def f():\n"
        "  import a.b, c as d\n"
        "  from ..e import g as h\n"
        "  return a.b.x, d.y.z, d\n"
    )
    first, second, third = find_imports(code)
    assert (first.module, first.renamed) == ("a.b", False)
    assert [use.chain for use in first.uses] == [("b", "x")]
    assert (second.module, second.renamed) == ("c", True)
    assert [use.chain for use in second.uses] == [("y", "z"), ()]
    assert (third.module, third.level, third.names) == ("e", 2, ("g",))
