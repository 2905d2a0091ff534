"""Functions of the project's modules, named as Lambda's own setting names them."""

from importlib import import_module

from .errors import ConfigurationError

__all__ = ["function_at"]


def function_at(path: str) -> object:
    """Import what a path such as ``handlers.join.handler`` names.

    The function is its last part. In the module before that ``/`` is as good as a dot.
    https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html#naming

    Raises:
        ConfigurationError: it is no such path, or nothing is there.
    """
    module_name, _, name = path.rpartition(".")
    module_name = module_name.replace("/", ".")
    if not all(map(str.isidentifier, (*module_name.split("."), name))):
        raise ConfigurationError(
            f"handler {path!r} is not allowed; expected a function, "
            "or its module's path and its name, as 'handlers.join.handler'"
        )
    try:
        module = import_module(module_name)
    except Exception as exc:
        raise ConfigurationError(
            f"handler {path!r} cannot be imported: {type(exc).__name__}: {exc}; "
            f"expected a module {module_name!r} that the program itself could import"
        ) from exc
    if not hasattr(module, name):
        raise ConfigurationError(
            f"handler {path!r} is not there; "
            f"module {module_name!r} has {_functions(module)}"
        )
    return getattr(module, name)


def _functions(module: object) -> str:
    """List the public functions that a module itself defines."""
    names = [
        repr(name)
        for name, value in vars(module).items()
        if callable(value)
        and getattr(value, "__module__", None) == getattr(module, "__name__", "")
        and not name.startswith("_")
    ]
    return ", ".join(names) or "no functions"
