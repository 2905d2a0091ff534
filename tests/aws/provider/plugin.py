"""The provider's side of Pulumi's protocol: what the engine asks, what a kind answers.

The AWS provider's own plugin is in no package registry. This one stands in for it: the
real engine sends it what `pulumi_aws` registered, and it calls AWS's API with boto3, at
the endpoint that `AWS_ENDPOINT_URL` names.

https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import grpc
from botocore.exceptions import BotoCoreError, ClientError
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from tests.aws.provider.account import Account
from tests.aws.provider.archives import comparable
from tests.aws.provider.existing import found, imported, refreshed, said
from tests.aws.provider.kinds import KINDS
from tests.aws.provider.properties import read, written
from tests.aws.provider.refusals import Refused, refuse
from tests.aws.provider.tables import find_table

__all__ = ["serve"]

_NAME_DIGITS = 7  # as many hexadecimal digits as Pulumi appends to a name


class Plugin(provider_pb2_grpc.ResourceProviderServicer):
    """Performs the resource types of `KINDS`, and refuses any other."""

    def __init__(self):
        self._account = None

    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo(version=version("pulumi-aws"))

    def CheckConfig(self, request, context):
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request, context):
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request, context):
        region = read(request.args).get("region") or os.environ["AWS_REGION"]
        self._account = Account(region)
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request, context):
        """Give a name to what has none: the one that it has, or a random one."""
        inputs = read(request.news)
        kind = _kind(request.urn, context)
        if kind.has_random_name and "name" not in inputs:
            digits = request.randomSeed.hex()[:_NAME_DIGITS]
            own = f"{_logical_name(request.urn)}-{digits}"
            inputs["name"] = read(request.olds).get("name", own)
        return provider_pb2.CheckResponse(inputs=written(inputs))

    def Diff(self, request, context):
        olds = said(comparable(read(request.old_inputs)))
        news = said(comparable(read(request.news)))
        changed = {key for key in olds | news if olds.get(key) != news.get(key)}
        kind = _kind(request.urn, context)
        answer = provider_pb2.DiffResponse
        return answer(
            changes=answer.DIFF_SOME if changed else answer.DIFF_NONE,
            diffs=sorted(changed),
            replaces=sorted(
                changed if kind.replaces is None else changed & kind.replaces
            ),
            # There can't be two of one name; otherwise the new one is made first.
            deleteBeforeReplace="name" in news
            and news["name"] == olds.get("name")
            and not _is_made_up(news["name"], request.urn),
        )

    def Create(self, request, context):
        inputs = read(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=written(inputs))
        id_, computed = _perform(
            request.urn,
            context,
            inputs,
            lambda kind: kind.create(self._account, inputs),
        )
        return provider_pb2.CreateResponse(
            id=id_, properties=written(inputs | computed)
        )

    def Read(self, request, context):
        """Say what AWS has of a resource; who imports one knows no more than its id."""
        olds, inputs = read(request.properties), read(request.inputs)
        now = _perform(
            request.urn,
            context,
            None,
            lambda kind: found(lambda: kind.read(self._account, request.id, olds)),
        )
        if now is None:
            return provider_pb2.ReadResponse()
        news, state = refreshed(olds, inputs, now) if inputs else imported(now)
        return provider_pb2.ReadResponse(
            id=request.id, inputs=written(news), properties=written(state)
        )

    def Update(self, request, context):
        olds, inputs = read(request.olds), read(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=written(olds | inputs))
        computed = _perform(
            request.urn,
            context,
            inputs,
            lambda kind: kind.update(self._account, request.id, olds, inputs),
        )
        kept = {key: olds[key] for key in olds if key not in read(request.old_inputs)}
        return provider_pb2.UpdateResponse(properties=written(kept | inputs | computed))

    def Delete(self, request, context):
        olds = read(request.properties)
        _perform(
            request.urn,
            context,
            None,
            lambda kind: kind.delete(self._account, request.id, olds),
        )
        return Empty()

    def Invoke(self, request, context):
        """Look a table up; other functions there are none."""
        assert request.tok == "aws:dynamodb/getTable:getTable", request.tok
        try:
            found = find_table(self._account, read(request.args)["name"])
        except ClientError as exc:
            return context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(exc))
        return provider_pb2.InvokeResponse(**{"return": written(found)})

    def Cancel(self, request, context):
        return Empty()


def serve():
    """Serve on a free port of loopback, and print it; the engine ends the process."""
    server = grpc.server(ThreadPoolExecutor(max_workers=16))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Plugin(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


def _logical_name(urn):
    return urn.rpartition("::")[2]


def _is_made_up(name, urn):
    """Tell whether a name is one of those that `Check` gives."""
    digits = f"[0-9a-f]{{{_NAME_DIGITS}}}"
    return re.fullmatch(f"{re.escape(_logical_name(urn))}-{digits}", name)


def _kind(urn, context):
    """Return the kind of a URN's type, which ends the URN of its parents."""
    type_ = urn.split("::")[2].rpartition("$")[2]
    if type_ not in KINDS:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the stand-in has no {type_}")
    return KINDS[type_]


def _perform(urn, context, inputs, call):
    """Call AWS; what it refuses is the answer that the user sees."""
    kind = _kind(urn, context)
    try:
        if inputs is not None:
            refuse(urn.split("::")[2].rpartition("$")[2], inputs)
        return call(kind)
    except (Refused, ClientError, BotoCoreError) as exc:
        return context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(exc))
