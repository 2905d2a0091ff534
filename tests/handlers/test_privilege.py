"""Least privilege: never less than what the code calls, and no more than it names."""

import pytest

from tests.deploy.recording import deploy_path

HEAD = """
import asyncio, contextvars, functools, operator, pickle
from contextlib import contextmanager
from dataclasses import dataclass

import humanize
from pulumi_wingws import DynamodbTable, Get, Put, WebSocket

keys = {"hash_key": "h", "attribute_definitions": {"h": "S"}}
a, b = DynamodbTable("A", **keys), DynamodbTable("B", **keys)
chat = WebSocket("Chat")
"""

# What a program does → what it may: letters of tables, with methods; "chat" alike.
PROGRAMS = {
    "a name": ("on = lambda c, x: a.scan()", "a.scan"),
    "two names": ("def on(c, x): a.scan(); b.put_item(item={})", "a.scan b.put_item"),
    "a bound method that is stored": (
        "save = a.put_item\ndef on(c, x): save(item={})",
        "a.put_item",
    ),
    "a method passed as a callback": (
        "def on(c, x): return list(map(a.get_item, [x]))",
        "a.get_item",
    ),
    "a method in a dict": (
        "DO = {'put': a.put_item, 'drop': a.delete_item}\ndef on(c, x): DO[x](x)",
        "a.put_item a.delete_item",
    ),
    "a partial of a method": (
        "read = functools.partial(a.get_item, key={})\ndef on(c, x): read()",
        "a.get_item",
    ),
    "an alias by condition": (
        "def on(c, x):\n  t = a if x else b\n  t.scan()",
        "a.scan b.scan",
    ),
    "an expression": ("def on(c, x): (a if x else b).scan()", "a.scan b.scan"),
    "an alias by or": ("def on(c, x): (x or a).scan()", "a.scan"),
    "an assignment in an expression": (
        "def on(c, x):\n  if (t := a): t.scan()",
        "a.scan",
    ),
    "a second name": ("rows = a\ndef on(c, x): rows.scan()", "a.scan"),
    "a name bound by the handler": (
        "now = a\ndef on(c, x):\n  global now\n  now.scan()\n  now = b",
        "a.scan b.scan",
    ),
    "a variable bound by a closure": (
        "def make(t):\n  def read():\n    nonlocal t\n    t.scan()\n    t = b\n"
        "  return read\nread = make(a)\ndef on(c, x): read()",
        "a.scan b.scan",
    ),
    "a closure made of other cells while it runs": (
        "def make(t):\n  def read(): t.scan()\n  return read\nread = make(a)\n"
        "def on(c, x): read(); make(b)()",
        "a.scan b.scan",
    ),
    "a dict of components": (
        "T = {'a': a, 'b': b}\ndef on(c, x): T[x].scan()",
        "a.scan b.scan",
    ),
    "what a function returns": (
        "def pick(x): return a\ndef on(c, x): pick(x).scan()",
        "a.scan",
    ),
    "an argument": (
        "def put(t): t.put_item(item={})\ndef on(c, x): put(a)",
        "a.put_item",
    ),
    "an attribute": (
        "class S:\n  def __init__(self, t): self.t = t\n"
        "  def all(self): return self.t.scan()\n"
        "s = S(a)\ndef on(c, x): s.all(); b.put_item(item={})",
        "a.scan b.put_item",
    ),
    "an attribute of an attribute": (
        "class S: pass\ns = S(); s.s = S(); s.s.t = a\ndef on(c, x): s.s.t.scan()",
        "a.scan",
    ),
    "a field of a dataclass": (
        "@dataclass\nclass S:\n  t: object\ns = S(a)\ndef on(c, x): s.t.scan()",
        "a.scan",
    ),
    "an attribute of a class": (
        "class S:\n  t = a\ndef on(c, x): S.t.scan()",
        "a.scan",
    ),
    "a method that is inherited": (
        "class S:\n  def __init__(self, t): self.t = t\n"
        "  def all(self): return self.t.scan()\n"
        "class T(S): pass\ns = T(a)\ndef on(c, x): s.all()",
        "a.scan",
    ),
    "a property": (
        "class S:\n  @property\n  def t(self): return a\ndef on(c, x): S().t.scan()",
        "a.scan",
    ),
    "a generator": (
        "def each(): yield a; yield b\ndef on(c, x): [t.scan() for t in each()]",
        "a.scan b.scan",
    ),
    "with": (
        "@contextmanager\ndef opened(): yield a\n"
        "def on(c, x):\n  with opened() as t: t.scan()",
        "a.scan",
    ),
    "a context variable": (
        "def on(c, x):\n  now = contextvars.ContextVar('now')\n"
        "  now.set(a); now.get().scan()",
        "a.scan",
    ),
    "a decorator": (
        "def saves(t):\n  def decorate(f):\n    @functools.wraps(f)\n"
        "    def run(*args):\n      t.put_item(item={})\n      return f(*args)\n"
        "    return run\n  return decorate\n"
        "@saves(a)\ndef helper(x): return x\ndef on(c, x): helper(x)",
        "a.put_item",
    ),
    "a default": ("def on(c, x, *, t=a): t.scan()", "a.scan"),
    "methodcaller": (
        "read = operator.methodcaller('scan')\ndef on(c, x): read(a)",
        "a.scan",
    ),
    "attrgetter of a path": (
        "class S: pass\ns = S(); s.t = a\nread = operator.attrgetter('t.scan')\n"
        "def on(c, x): read(s)()",
        "a.scan",
    ),
    "getattr of a text": ("def on(c, x): getattr(a, 'scan')()", "a.scan"),
    "getattr of the beginning of a text": (
        "def on(c, x): getattr(a, 'get_' + x)()",
        "a.get_item",
    ),
    "a pattern": (
        "def on(c, x):\n  match a:\n    case object(scan=read): read()",
        "a.scan",
    ),
    "a method by its class": ("def on(c, x): DynamodbTable.scan(a)", "a.scan"),
    "a task": (
        "async def read(t): await asyncio.to_thread(t.scan)\n"
        "async def on(c, x): await asyncio.gather(*map(read, [a]))",
        "a.scan",
    ),
    "a subclass": (
        "class Notes(DynamodbTable):\n"
        "  def save(self, x): self.check(x); self.put_item(item={})\n"
        "  def check(self, x): self.get_item(key={})\n"
        "n = Notes('N', **keys)\ndef on(c, x): n.save(x)",
        "N.get_item N.put_item",
    ),
    "a subclass that is held": (
        "class Notes(DynamodbTable):\n"
        "  def save(self, x): self.put_item(item={})\n"
        "T = [Notes('N', **keys)]\ndef on(c, x): T[0].save(x)",
        "N.put_item",
    ),
    "a dispatch by name to what is no component": (
        "class S:\n  def __init__(self, t): self.t = t\n"
        "  def on_x(self): self.t.scan()\n"
        "  def run(self, x): getattr(self, f'on_{x}')()\n"
        "s = S(a)\ndef on(c, x): s.run(x)",
        "a.scan",
    ),
    "a package that gets something else": (
        "T = {'x': a}\n"
        "def on(c, x): T[x].put_item(item={'h': humanize.naturalsize(x)})",
        "a.put_item",
    ),
    "the attributes of an object": (
        "class S:\n  def __init__(self, t): self.t = t\n"
        "  def show(self): return sorted(vars(self)) + list(self.__dict__)\n"
        "s = S(a)\ndef on(c, x): s.show(); s.t.scan()",
        "a.scan",
    ),
    "the print of one": ("def on(c, x): print(a); b.scan()", "b.scan"),
    "nothing of what is held": ("T = [a]\ndef on(c, x): return len(T)", ""),
    "names of modules": (
        "T = [a]\ndef on(c, x): operator.scan(T)  # a module's attribute",
        "",
    ),
    "names of another component": (
        "T = [a]\ndef on(c, x): b.scan(); T[0].put_item(item={})",
        "a.put_item b.scan",
    ),
    "a transaction": (
        "def on(c, x): a.transact_write_items(transact_items=[Put(item={})])",
        "a.condition_check_item a.delete_item a.put_item a.update_item",
    ),
    "a transaction of two tables": (
        "def on(c, x): a.transact_get_items(transact_items=[Get(key={}, table=b)])",
        "a.get_item b.get_item",
    ),
    "a transaction of a table in a constant": (
        "P = [Get(key={}, table=b)]\n"
        "def on(c, x): a.transact_get_items(transact_items=P)",
        "a.get_item b.get_item",
    ),
    "a transaction of a table by a function": (
        "def get(t): return Get(key={}, table=t)\n"
        "def on(c, x): a.transact_get_items(transact_items=[get(b)])",
        "a.get_item b.get_item",
    ),
    "a transaction by a method that is stored": (
        "read = a.transact_get_items\n"
        "def on(c, x): read(transact_items=[Get(key={}, table=b)])",
        "a.get_item b.get_item",
    ),
    "a transaction beside another table": (
        "def on(c, x): a.transact_get_items(transact_items=[]); b.scan()",
        "a.get_item b.scan",
    ),
    "a component and a socket that are held": (
        "P = (a, chat)\ndef on(c, x):\n  t, w = P\n  t.scan()\n  w.send_message(c, x)",
        "a.scan chat.send_message",
    ),
}

ESCAPES = {
    "getattr of any name": "def on(c, x): getattr(a, x)()",
    "getattr as a value": "T = [a]\ndef on(c, x): list(map(getattr, T, [x]))",
    "getattr by another name": "get = getattr\ndef on(c, x): get(a, x)()",
    "attrgetter": "def on(c, x): operator.attrgetter(x)(a)()",
    "methodcaller": "T = [a]\ndef on(c, x): operator.methodcaller(x)(T[0])",
    "a partial of getattr": "g = functools.partial(getattr, a)\ndef on(c, x): g(x)()",
    "the dict of the class": "def on(c, x): vars(type(a))[x](a)",
    "a module of Python": "def on(c, x): pickle.dumps(a)",
    "a package": "def on(c, x): humanize.naturalsize(a)",
    "a package by a parameter": (
        "def put(t): humanize.naturalsize(t)\ndef on(c, x): put(a)"
    ),
    "a package by an attribute": (
        "class S:\n  def __init__(self, t): self.t = t\n"
        "  def all(self): return humanize.naturalsize(self.t)\n"
        "s = S(a)\ndef on(c, x): s.all()"
    ),
    "a package by a container": (
        "T = {'a': a}\ndef on(c, x):\n  for t in T.values(): humanize.naturalsize(t)"
    ),
    "a package by an attribute set by its name": (
        "class S: pass\ns = S(); s.t = None\n"
        "def on(c, x): setattr(s, 't', a); humanize.naturalsize(s.t)"
    ),
    "a package by keyword arguments": (
        "def put(t): humanize.naturalsize(t)\nK = {'t': a}\ndef on(c, x): put(**K)"
    ),
    "a package by a default": (
        "def put(x, t=a): humanize.naturalsize(t)\ndef on(c, x): put(x)"
    ),
    "a package by a cell": (
        "def make(t):\n  def put(): humanize.naturalsize(t)\n  return put\n"
        "put = make(a)\ndef on(c, x): put()"
    ),
    "a package by a dataclass": (
        "@dataclass\nclass S:\n  t: object\ndef on(c, x): humanize.naturalsize(S(a).t)"
    ),
    "a package by a variable that is called": (
        "def put(t): humanize.naturalsize(t)\nDO = {'put': put}\n"
        "def on(c, x):\n  do = DO[x]\n  do(a)"
    ),
    "a package by the result of a variable that is called": (
        "DO = {'pick': lambda: a}\n"
        "def on(c, x):\n  do = DO[x]\n  humanize.naturalsize(do())"
    ),
    "a package by a result": (
        "def pick(): return a\ndef on(c, x): humanize.naturalsize(pick())"
    ),
    "a package by a lambda": (
        "show = lambda t: humanize.naturalsize(t)\ndef on(c, x): list(map(show, [a]))"
    ),
}


@pytest.fixture
def explained(tmp_path, monkeypatch, layer_cache):
    """Deploy a program and give what its handler may do, as the preview says it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(layer_cache))
    monkeypatch.chdir(tmp_path)

    def explain(text):
        file = tmp_path / "__main__.py"
        file.write_text(f"{HEAD}\n{text}\nchat.on_message(on)\n")
        deployment = deploy_path(str(tmp_path), target="sim", preview=True)
        (line,) = [text for level, text in deployment.logs if "kB" in text]
        return line.partition(" · may ")[2]

    return explain


@pytest.mark.parametrize(("program", "may"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_handler_may_do_what_its_code_names(explained, program, may):
    """By whatever way the code holds a component, and nothing besides."""
    assert methods_in(explained(program)) == sorted(may.split())


@pytest.mark.parametrize("program", ESCAPES.values(), ids=ESCAPES)
def test_a_component_that_escapes_may_do_all(explained, program):
    """Computed names and code of others; the preview says how it got there."""
    said = explained(program)
    assert "on A (it escapes: " in said
    assert len(methods_in(said)) == 9


def methods_in(said):
    """Turn what the preview says of permissions into `table.method`."""
    verbs = {"DELETE": "disconnect", "GET": "get_connection", "POST": "send_message"}
    found = []
    for part in filter(None, said.split("; ")):
        actions, _, rest = part.partition(" on ")
        name = rest.partition(" ")[0]
        if actions.startswith("execute-api"):
            inner = actions.partition("(")[2].rstrip(")")
            found += [f"chat.{verbs[verb]}" for verb in inner.split(", ")]
        else:
            for action in actions.split(", "):
                word = action.partition(":")[2]
                method = "".join(f"_{c.lower()}" if c.isupper() else c for c in word)
                found.append(f"{name if name == 'N' else name.lower()}.{method[1:]}")
    return sorted(found)
