import functools
import inspect


class command:
    """Declares a command: ``@command`` or ``@command("name")``.

    Attributes:
        found: commands by name.
        usage: what help shows.
    """

    found = {}

    def __new__(cls, function_or_name):
        if isinstance(function_or_name, str):
            return functools.partial(cls._named, name=function_or_name)
        return cls._named(function_or_name)

    @classmethod
    def _named(cls, function, name=None):
        self = super().__new__(cls)
        functools.update_wrapper(self, function)
        self.name = name or function.__name__
        signature = inspect.signature(function)
        self.usage = f"{self.name} {' '.join(signature.parameters)}".strip()
        cls.found[self.name] = self
        return self

    def __call__(self, *arguments):
        return self.__wrapped__(*arguments)
