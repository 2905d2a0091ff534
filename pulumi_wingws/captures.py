"""What handlers are rebuilt from at run time, and the ways it takes to a function.

Most of it travels in one environment variable, as the JSON document that
``wingws_runtime.environment`` describes. Secrets travel as SSM parameters, and so does
all the rest when it is too long for Lambda.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from .capturable import Capturable
from .handlers import UsedComponent, UsedOutput

__all__ = ["Captures"]

# Lambda takes 4 KB. The rest is for what is longer than it seemed, names of parameters.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_ENVIRONMENT_SIZE = 3584

# https://docs.aws.amazon.com/general/latest/gr/ssm.html
_PARAMETER_SIZE = 4096

#: Stands for a value that a preview does not know; most ARNs are shorter.
_UNKNOWN = "?" * 128

#: Section → name → what the runtime finds there, with Outputs anywhere inside.
_Document = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Captures:
    """What one handler captured, the secrets apart.

    Attributes:
        plain: handles of components, and values of Outputs.
        secret: values of secret Outputs.
        registers: name of the table that it registers connections in, if it does.
    """

    plain: _Document
    secret: _Document
    registers: pulumi.Output[str] | None = None

    @classmethod
    async def of(
        cls,
        components: Iterable[UsedComponent],
        outputs: Iterable[UsedOutput],
        registers: pulumi.Output[str] | None = None,
    ) -> "Captures":
        """Collect what a handler captured.

        Whether an Output is secret, or how long, is known only with its value, which
        is why this and :meth:`pieces` wait; they wait for nothing that the handler's
        function would not wait for anyway.
        """
        plain: dict[str, dict[str, Any]] = {}
        secret: dict[str, dict[str, Any]] = {}
        for component in components:
            value = component.value
            assert isinstance(value, Capturable)
            section = plain.setdefault(value._environment_section, {})
            section[component.component.name] = value._environment_entry()
        for output in outputs:
            assert isinstance(output.value, pulumi.Output)
            document = secret if await output.value.is_secret() else plain
            document.setdefault("outputs", {})[output.key] = output.value
        return cls(plain, secret, registers)

    async def pieces(
        self, environment: Mapping[str, pulumi.Output[str]]
    ) -> tuple[list[pulumi.Output[str]], list[pulumi.Output[str]]]:
        """Return the texts that must travel as parameters: secret ones, plain ones.

        Args:
            environment: the other variables, which need room too.
        """
        secrets = await _pieces(self.secret) if self.secret else []
        names = [[_UNKNOWN] * len(secrets)]
        document: dict[str, Any] = {**await _estimated(self.plain), "parameters": names}
        if self.registers is not None:
            document["registers"] = await _value(self.registers)
        # As Lambda measures it: its message quotes all variables as a JSON object.
        others = {name: await _value(value) for name, value in environment.items()}
        size = len(json.dumps({**others, "WINGWS": json.dumps(document)}))
        return secrets, await _pieces(self.plain) if size > _ENVIRONMENT_SIZE else []

    def environment(
        self,
        secrets: Sequence[pulumi.Output[str]],
        plain: Sequence[pulumi.Output[str]],
    ) -> pulumi.Output[str]:
        """Return the text of the environment variable.

        Args:
            secrets: names of the parameters with the secret pieces.
            plain: names of the parameters with the plain pieces.
        """
        document: dict[str, Any] = {} if plain else {**self.plain}
        if names := [[*each] for each in (secrets, plain) if each]:
            document["parameters"] = names
        if self.registers is not None:
            document["registers"] = self.registers
        return pulumi.Output.json_dumps(document, sort_keys=True)


async def _pieces(document: _Document) -> list[pulumi.Output[str]]:
    """Cut a document's text into pieces that fit into a parameter each."""
    text = pulumi.Output.json_dumps(document, sort_keys=True).apply(_storable)
    length = len(_storable(json.dumps(await _estimated(document))))
    return [_piece(text, start) for start in range(0, length, _PARAMETER_SIZE)]


def _piece(text: pulumi.Output[str], start: int) -> pulumi.Output[str]:
    return text.apply(lambda text: text[start : start + _PARAMETER_SIZE])


def _storable(text: str) -> str:
    r"""Say ``{{`` otherwise: SSM takes it for the name of a parameter.

    Only strings of a JSON text have it, where ``\u007b`` is a brace too.
    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    """
    return text.replace("{{", r"{\u007b")


async def _estimated(document: _Document) -> dict[str, dict[str, Any]]:
    """Put values for Outputs, and something as long for those that are not known."""
    return {
        section: {name: await _value(entry) for name, entry in entries.items()}
        for section, entries in document.items()
    }


async def _value(entry: Any) -> Any:
    output: pulumi.Output[Any] = pulumi.Output.from_input(entry)
    return await output.future() if await output.is_known() else _UNKNOWN
