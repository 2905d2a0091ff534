"""DynamoDB at its own host: the tables that were deployed, and who may use them."""

import json
import time

from wingws_simulator.core.caller import AccessDenied
from wingws_simulator.core.http_message import Response
from wingws_simulator.core.sigv4 import SignatureError, verify
from wingws_simulator.dynamodb import DynamoDB, TableSpec
from wingws_simulator.shell.http import HttpServer

__all__ = ["Tables"]

_VERSION = "DynamoDB_20120810"
_DENIED = "com.amazon.coral.service#AccessDeniedException"


class Tables:
    """Serves tables to whom a keyring knows.

    Attributes:
        host: DynamoDB's in the region.
    """

    def __init__(self, deployed, keyring, *, folder, tls):
        self._region = deployed.region
        self._keyring = keyring
        self._dynamodb = DynamoDB(
            folder,
            region=deployed.region,
            account_id=deployed.account,
            clock=time.time,
        )
        for table in deployed.tables:
            self._dynamodb.put_table(_spec(table))
        self._names = [table["TableName"] for table in deployed.tables]
        self._server = HttpServer(
            self._answer, is_allowed_host=lambda host: host == self.host, tls=tls
        )

    @property
    def host(self):
        return f"dynamodb.{self._region}.amazonaws.com"

    async def start(self, listener):
        """Serve on a bound socket."""
        await self._server.start(listener)

    async def close(self):
        """Stop."""
        await self._server.close()
        self._dynamodb.close()

    def count(self):
        """Return how many rows the only table has."""
        (name,) = self._names
        body = json.dumps({"TableName": name}).encode()
        _, answer = self._dynamodb.handle(f"{_VERSION}.Scan", body)
        return json.loads(answer)["Count"]

    async def _answer(self, request):
        try:
            key = verify(
                request,
                secret_for=self._keyring.secret_for,
                now=time.time(),
                service="dynamodb",
                region=self._region,
            )
            status, body = self._dynamodb.handle(
                request.header("X-Amz-Target"),
                request.body,
                authorize=self._keyring.caller_for(key).check,
            )
        except SignatureError as exc:
            return _refusal(exc.error_type, exc.message)
        except AccessDenied as exc:
            return _refusal(_DENIED, str(exc))
        return Response(status, _HEADERS, body)


_HEADERS = (("Content-Type", "application/x-amz-json-1.0"),)


def _refusal(type_, message):
    body = json.dumps({"__type": type_, "Message": message}).encode()
    return Response(400, _HEADERS, body)


def _spec(table):
    """Return a table as DescribeTable tells of it."""
    keys = {each["KeyType"]: each["AttributeName"] for each in table["KeySchema"]}
    return TableSpec(
        name=table["TableName"],
        hash_key=keys["HASH"],
        range_key=keys.get("RANGE"),
        attribute_definitions={
            each["AttributeName"]: each["AttributeType"]
            for each in table["AttributeDefinitions"]
        },
    )
