"""Another DynamoDB, which has the tables in place of the simulator's own.

Whatever is asked of the simulator's DynamoDB is held against the statements of who
asks, signed anew, and sent there: handlers never have the credentials for it, and
DynamoDB Local, which keeps the tables of each access key apart, sees one key only.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

from ..core.manifest import ManifestError
from ..core.options import OptionsError
from ..dynamodb import TableSpec
from ..dynamodb.access import Authorize
from ..dynamodb.errors import DynamoDBError, InternalServerError
from ..dynamodb.service import check_call
from ..dynamodb.table_creation import creation_of

__all__ = ["OtherDynamoDB"]

_VERSION = "DynamoDB_20120810"
_NOT_FOUND = "ResourceNotFoundException"


class OtherDynamoDB:
    """
    DynamoDB at an endpoint.

    Args:
        endpoint: Its URL, without a path.
        profile: A profile of AWS's CLI with the credentials; empty for DynamoDB Local,
            which takes any.
        region: For who has none.
        arn_prefix: Of the ARNs in the statements of who asks.

    Raises:
        OptionsError: There is no such profile, or no credentials in it.

    """

    def __init__(
        self, endpoint: str, profile: str, *, region: str, arn_prefix: str
    ) -> None:
        # Here, since few need them: they take a third of a second.
        from botocore.credentials import Credentials
        from botocore.httpsession import URLLib3Session

        self._endpoint = endpoint.rstrip("/")
        self._arn_prefix = arn_prefix
        named = re.search(r"//dynamodb\.([a-z0-9-]+)\.", endpoint)
        self._region = named[1] if named else region
        self._credentials = (
            _credentials_of(profile) if profile else Credentials("wingws", "wingws")
        )
        self._http = URLLib3Session(timeout=(5, 60))

    async def handle(
        self, target: str, body: bytes, *, authorize: Authorize
    ) -> tuple[int, bytes]:
        """Answer one request as the other one does; see `DynamoDB.handle`."""
        try:
            check_call(target, body, self._arn_prefix, authorize)
            return await self._send(target, body)
        except DynamoDBError as exc:
            return exc.status, json.dumps(exc.to_body()).encode()

    async def put_table(self, spec: TableSpec) -> None:
        """
        Make a table if there is none of its name.

        Raises:
            ManifestError: There is one with another key or without an index, or the
                other DynamoDB refuses.

        """
        found = await self._call("DescribeTable", {"TableName": spec.name})
        if found is not None:
            self._check(found["Table"], spec)
            return
        await self._call("CreateTable", creation_of(spec))
        if spec.time_to_live_attribute is not None:
            time_to_live = {
                "Enabled": True,
                "AttributeName": spec.time_to_live_attribute,
            }
            await self._call(
                "UpdateTimeToLive",
                {"TableName": spec.name, "TimeToLiveSpecification": time_to_live},
            )

    async def delete_table(self, name: str) -> None:
        """Delete a table, if it is there."""
        await self._call("DeleteTable", {"TableName": name})

    def _check(self, found: Mapping[str, Any], spec: TableSpec) -> None:
        wanted = creation_of(spec)
        if found["KeySchema"] != wanted["KeySchema"]:
            raise ManifestError(
                f"table {spec.name} at {self._endpoint} has the key "
                f"{found['KeySchema']}; expected {wanted['KeySchema']}: delete it "
                "there, with its rows, or take another name"
            )
        there = {
            index["IndexName"]
            for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
            for index in found.get(kind, ())
        }
        if missing := {index.name for index in spec.indexes} - there:
            raise ManifestError(
                f"table {spec.name} at {self._endpoint} lacks the index "
                f"{min(missing)!r}: add it there, or delete the table, with its rows"
            )

    async def _call(
        self, operation: str, request: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Return the answer, None if there is no such table."""
        body = json.dumps(request).encode()
        status, answer = await self._send(f"{_VERSION}.{operation}", body)
        if status == 200:
            answered: dict[str, Any] = json.loads(answer)
            return answered
        if _NOT_FOUND in answer.decode(errors="replace"):
            return None
        raise ManifestError(
            f"{operation} of table {request['TableName']} at {self._endpoint} failed: "
            f"{answer.decode(errors='replace')[:500]}"
        )

    async def _send(self, target: str, body: bytes) -> tuple[int, bytes]:
        return await asyncio.to_thread(self._post, target, body)

    def _post(self, target: str, body: bytes) -> tuple[int, bytes]:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import BotoCoreError

        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": target,
        }
        request = AWSRequest("POST", f"{self._endpoint}/", headers=headers, data=body)
        try:
            SigV4Auth(self._credentials, "dynamodb", self._region).add_auth(request)
            response = self._http.send(request.prepare())
        except BotoCoreError as exc:
            raise InternalServerError(f"wingws:dynamodb: {exc}") from exc
        return response.status_code, response.content


def _credentials_of(profile: str) -> Any:
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    try:
        credentials = Session(profile=profile).get_credentials()
    except BotoCoreError as exc:
        raise OptionsError(f"option dynamodb_profile is {profile!r}: {exc}") from exc
    if credentials is None:
        raise OptionsError(
            f"option dynamodb_profile is {profile!r}, which has no credentials; "
            "expected a profile of AWS's CLI that has some"
        )
    return credentials
