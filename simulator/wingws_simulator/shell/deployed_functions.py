"""The functions that ``pulumi up`` has put: how each is set up, may do and knows."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from ..core.concurrency import LEAST_UNRESERVED
from ..core.function_config import FunctionConfig
from ..core.manifest import FunctionManifest, ManifestError
from ..core.options import Options
from .credentials import Keyring
from .functions import Functions
from .parameters import Parameters

__all__ = ["DeployedFunctions"]

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_ENVIRONMENT_SIZE = 4096


class DeployedFunctions:
    """
    The functions of a stack.

    Args:
        service: What runs them.
        root: The project's folder; builds are found below it.
        region: For ARNs and SDKs.
        account_id: For ARNs.
        endpoint: URL of the daemon, where the AWS services answer.
        authorities: File of the certificate authorities that they trust.
        options: What is to be otherwise than on AWS.

    Attributes:
        manifests: What was put, by key.
        keyring: Who may use the cloud.
        parameters: What else they are told than in their environment.

    """

    def __init__(
        self,
        service: Functions,
        *,
        root: Path,
        region: str,
        account_id: str,
        endpoint: str,
        authorities: Path,
        options: Options,
    ) -> None:
        self._service = service
        self._root = root
        self._region = region
        self._arn_prefix = f"arn:aws:lambda:{region}:{account_id}:function"
        self._endpoint = endpoint
        self._authorities = authorities
        self._options = options
        self._revisions: Counter[str] = Counter()
        self.manifests: dict[str, FunctionManifest] = {}
        self.keyring = Keyring(account_id)
        self.parameters = Parameters(f"arn:aws:ssm:{region}:{account_id}:parameter")

    def put(self, manifest: FunctionManifest) -> None:
        """
        Create or update a function.

        Raises:
            ManifestError: It cannot be run.

        """
        self._check(manifest)
        role = manifest.role if self._options.enforce_iam else None
        self.keyring.allow(manifest.name, role)
        previous = self.manifests.get(manifest.key)
        parameters = (manifest.parameters, manifest.secrets)
        self.parameters.put(manifest.name, *parameters)
        if previous and (previous.parameters, previous.secrets) != parameters:
            # Environments fetch parameters once; those with the old ones must go.
            self._revisions[manifest.key] += 1
        config = self._options.debugged(
            FunctionConfig(
                name=manifest.name,
                artifact=self._root / manifest.path,
                layers=tuple(map(Path, manifest.layers)),
                timeout=float(manifest.timeout),
                memory_size=manifest.memory_size,
                environment={
                    **manifest.environment,
                    "WINGWS": manifest.captures,
                    "AWS_CA_BUNDLE": str(self._authorities),
                    **self.environment(manifest.name),
                },
                reserved_concurrency=manifest.reserved_concurrency,
                revision=self._revisions[manifest.key],
                arn=f"{self._arn_prefix}:{manifest.name}",
            )
        )
        self._service.put(config)
        self.manifests[manifest.key] = manifest

    def forget(self, manifest: FunctionManifest) -> None:
        """End a function that has no manifest any more."""
        self._service.delete(manifest.name)
        self.parameters.delete(manifest.name)
        self.keyring.forget(manifest.name)

    def environment(self, owner: str | None) -> dict[str, str]:
        """Return the variables by which any AWS SDK acts on this cloud as `owner`."""
        return {
            **self.keyring.of(owner).environment,
            "AWS_REGION": self._region,
            "AWS_DEFAULT_REGION": self._region,
            "AWS_ENDPOINT_URL_DYNAMODB": self._endpoint,
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": self._endpoint,
            "AWS_ENDPOINT_URL_LAMBDA": self._endpoint,
            "AWS_ENDPOINT_URL_SSM": self._endpoint,
        }

    def builds(self) -> list[str]:
        """Return digests of the builds that functions run."""
        return sorted({manifest.sha256 for manifest in self.manifests.values()})

    def _check(self, manifest: FunctionManifest) -> None:
        # Lambda measures all variables as a JSON object. Its message quotes that; some
        # of it may be secret.
        variables = {**manifest.environment, "WINGWS": manifest.captures}
        measured = len(json.dumps(variables))
        if measured > _ENVIRONMENT_SIZE:
            raise ManifestError(
                f"{manifest.name}: Lambda was unable to configure your environment "
                "variables because the environment variables you have provided "
                f"exceeded the 4KB limit. As JSON {', '.join(variables)} have "
                f"{measured} bytes"
            )
        self._check_concurrency(manifest)
        if not (self._root / manifest.path).is_dir():  # somebody tidied up
            raise ManifestError(
                f"the build of {manifest.name}, {manifest.path}, is missing; "
                "run this again to build it"
            )

    def _check_concurrency(self, manifest: FunctionManifest) -> None:
        manifests = {**self.manifests, manifest.key: manifest}.values()
        reserved = sum(each.reserved_concurrency or 0 for each in manifests)
        unreserved = self._options.limits.concurrency - reserved
        if manifest.reserved_concurrency and unreserved < LEAST_UNRESERVED:
            raise ManifestError(
                f"{manifest.name}: Specified ReservedConcurrentExecutions for function "
                "decreases account's UnreservedConcurrentExecution below its minimum "
                f"value of [{LEAST_UNRESERVED}]."
            )
