"""Lambda's resources: functions, who may invoke them, layers."""

import json
import secrets

from tests.aws.provider.archives import comparable, zipped
from tests.aws.provider.existing import only
from tests.aws.provider.tags import tag_dict

__all__ = ["EventSourceMapping", "Function", "LayerVersion", "Permission"]


class Function:
    """`lambda.Function`, of a zip file."""

    replaces = frozenset({"name", "packageType"})
    has_random_name = True

    def create(self, account, inputs):
        answer = account.client("lambda").create_function(
            **_configuration(inputs),
            Architectures=inputs["architectures"],
            Code={"ZipFile": zipped(inputs["code"])},
            Tags=tag_dict(inputs),
        )
        _reserve(account, inputs)
        arn = answer["FunctionArn"]
        return inputs["name"], {"arn": arn, "invokeArn": account.invoke_arn(arn)}

    def read(self, account, id_, olds):
        now = account.client("lambda").get_function_configuration(FunctionName=id_)
        return {
            "name": id_,
            "arn": now["FunctionArn"],
            "invokeArn": account.invoke_arn(now["FunctionArn"]),
            "role": now["Role"],
            "runtime": now["Runtime"],
            "handler": now["Handler"],
            "memorySize": now["MemorySize"],
            "timeout": now["Timeout"],
            "architectures": now["Architectures"],
            "environment": {"variables": now["Environment"]["Variables"]},
            "layers": [each["Arn"] for each in now["Layers"]],
        }

    def update(self, account, id_, olds, inputs):
        lambda_ = account.client("lambda")
        lambda_.update_function_configuration(**_configuration(inputs))
        code = {"code", "architectures"}
        old, new = comparable(olds), comparable(inputs)
        if any(old[each] != new[each] for each in code):
            lambda_.update_function_code(
                FunctionName=id_,
                ZipFile=zipped(inputs["code"]),
                Architectures=inputs["architectures"],
            )
        _reserve(account, inputs)
        return {}

    def delete(self, account, id_, olds):
        account.client("lambda").delete_function(FunctionName=id_)


class EventSourceMapping:
    """`lambda.EventSourceMapping`, of a table's stream or a queue."""

    replaces = frozenset({"eventSourceArn", "startingPosition"})
    has_random_name = False

    def create(self, account, inputs):
        stream = ("startingPosition", "functionResponseTypes")  # not of a queue
        given = {key: inputs[key] for key in stream if key in inputs}
        answer = account.client("lambda").create_event_source_mapping(
            EventSourceArn=inputs["eventSourceArn"],
            FunctionName=inputs["functionName"],
            BatchSize=inputs["batchSize"],
            **{f"{key[0].upper()}{key[1:]}": given[key] for key in given},
        )
        return answer["UUID"], {"uuid": answer["UUID"]}

    def read(self, account, id_, olds):
        now = account.client("lambda").get_event_source_mapping(UUID=id_)
        return {"eventSourceArn": now["EventSourceArn"], "batchSize": now["BatchSize"]}

    def update(self, account, id_, olds, inputs):
        account.client("lambda").update_event_source_mapping(
            UUID=id_, FunctionName=inputs["functionName"], BatchSize=inputs["batchSize"]
        )
        return {}

    def delete(self, account, id_, olds):
        account.client("lambda").delete_event_source_mapping(UUID=id_)


class Permission:
    """`lambda.Permission`; each change makes a new one."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        account.client("lambda").add_permission(
            FunctionName=inputs["function"],
            StatementId=(id_ := f"pulumi-{secrets.token_hex(8)}"),
            Action=inputs["action"],
            Principal=inputs["principal"],
            SourceArn=inputs["sourceArn"],
        )
        return id_, {"statementId": id_}

    def read(self, account, id_, olds):
        lambda_ = account.client("lambda")
        policy = json.loads(lambda_.get_policy(FunctionName=olds["function"])["Policy"])
        now = only(each for each in policy["Statement"] if each["Sid"] == id_)
        return {
            "action": now["Action"],
            "principal": now["Principal"]["Service"],
            "sourceArn": now["Condition"]["ArnLike"]["AWS:SourceArn"],
        }

    def delete(self, account, id_, olds):
        account.client("lambda").remove_permission(
            FunctionName=olds["function"], StatementId=id_
        )


class LayerVersion:
    """`lambda.LayerVersion`; each change makes a new one."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        answer = account.client("lambda").publish_layer_version(
            LayerName=inputs["layerName"],
            Description=inputs["description"],
            Content={"ZipFile": zipped(inputs["code"])},
            CompatibleRuntimes=inputs["compatibleRuntimes"],
            CompatibleArchitectures=inputs["compatibleArchitectures"],
        )
        arn = answer["LayerVersionArn"]
        return arn, {"arn": arn, "version": str(answer["Version"])}

    def read(self, account, id_, olds):
        now = account.client("lambda").get_layer_version(
            LayerName=olds["layerName"], VersionNumber=int(olds["version"])
        )
        return {
            "description": now["Description"],
            "compatibleRuntimes": now["CompatibleRuntimes"],
            "compatibleArchitectures": now["CompatibleArchitectures"],
        }

    def delete(self, account, id_, olds):
        account.client("lambda").delete_layer_version(
            LayerName=olds["layerName"], VersionNumber=int(olds["version"])
        )


def _reserve(account, inputs):
    """Keep concurrency for a function, or what it kept for all of them."""
    lambda_, name = account.client("lambda"), inputs["name"]
    if (reserved := inputs.get("reservedConcurrentExecutions")) is None:
        lambda_.delete_function_concurrency(FunctionName=name)
        return
    lambda_.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=reserved
    )


def _configuration(inputs):
    vpc = inputs.get("vpcConfig", {})
    tracing = inputs.get("tracingConfig", {"mode": "PassThrough"})
    storage = inputs.get("ephemeralStorage", {"size": 512})
    return {
        "FunctionName": inputs["name"],
        "Role": inputs["role"],
        "Runtime": inputs["runtime"],
        "Handler": inputs["handler"],
        "MemorySize": inputs["memorySize"],
        "Timeout": inputs["timeout"],
        "Environment": {"Variables": inputs["environment"]["variables"]},
        "Layers": inputs.get("layers", []),
        "TracingConfig": {"Mode": tracing["mode"]},
        "EphemeralStorage": {"Size": storage["size"]},
        "VpcConfig": {
            "SubnetIds": vpc.get("subnetIds", []),
            "SecurityGroupIds": vpc.get("securityGroupIds", []),
        },
        "LoggingConfig": {
            "LogFormat": inputs["loggingConfig"]["logFormat"],
            "LogGroup": inputs["loggingConfig"]["logGroup"],
        },
    }
