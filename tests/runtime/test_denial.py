"""What the log says below a call that IAM has denied."""

import pytest
from botocore.exceptions import ClientError
from wingws_runtime.failure import traceback_text

TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/Rows"
CONNECTION = "arn:aws:execute-api:us-east-1:********0000:abc/prod/{}/@connections/{}"


def denial(action, resource):
    """The error that boto3 raises for a denied call."""
    message = (
        "User: arn:aws:sts::000000000000:assumed-role/f-role/f is not authorized to "
        f"perform: {action} on resource: {resource} because no identity-based policy "
        f"allows the {action} action"
    )
    answer = {"Error": {"Code": "AccessDeniedException", "Message": message}}
    return ClientError(answer, "Operation")


@pytest.mark.parametrize(
    ("action", "resource", "method"),
    [
        ("dynamodb:DeleteItem", TABLE, "call delete_item(…) of what you captured, or "),
        ("dynamodb:Query", f"{TABLE}/index/by-age", "call query(…) of"),
        ("dynamodb:BatchGetItem", TABLE, "call batch_get_item(…) of"),
        ("dynamodb:ConditionCheckItem", TABLE, "call transact_write_items(…) of"),
        (
            "execute-api:ManageConnections",
            CONNECTION.format("POST", "{connectionId}"),
            "call send_message(…) of",
        ),
        (
            "execute-api:ManageConnections",
            CONNECTION.format("DELETE", "{connectionId}"),
            "call disconnect(…) of",
        ),
        ("dynamodb:CreateTable", TABLE, "no more; add the statement by grants=[…]"),
        ("ssm:GetParameters", "arn:aws:ssm:us-east-1:000000000000:parameter/x", ""),
    ],
)
def test_the_remedy_is_the_last_line(action, resource, method):
    """It names action, resource, the method that would bring the statement, grants."""
    *_, sentence, remedy = traceback_text(denial(action, resource), "/").splitlines()

    assert sentence.endswith(
        f"because no identity-based policy allows the {action} action"
    )
    assert remedy.startswith(f"the handler's role lacks {action} on {resource}: ")
    assert method in remedy
    assert remedy.endswith("add the statement by grants=[…]")


def test_an_explicit_deny_has_another_remedy():
    """No statement more would help."""
    error = denial("dynamodb:Scan", TABLE)
    message = error.response["Error"]["Message"].partition(" because ")[0]
    denied = f"{message} with an explicit deny in an identity-based policy"
    answer = {"Error": {"Code": "AccessDeniedException", "Message": denied}}

    *_, remedy = traceback_text(ClientError(answer, "Scan"), "/").splitlines()
    assert remedy.startswith(
        f"a statement of the handler's role denies dynamodb:Scan on {TABLE}: "
    )


def test_it_is_found_among_causes():
    """A handler may wrap what AWS's SDK raises, and may raise it again and again."""
    try:
        try:
            raise denial("dynamodb:Scan", TABLE)
        except ClientError as error:
            raise RuntimeError("no list today") from error
    except RuntimeError as error:
        group = ExceptionGroup("both", [error, ValueError()])

    for _ in range(2):
        assert traceback_text(group, "/").count("role lacks dynamodb:Scan") == 1


@pytest.mark.parametrize(
    "error",
    [
        ValueError("not authorized to perform: dynamodb:Scan on resource: x"),
        ClientError({"Error": {"Code": "GoneException"}}, "PostToConnection"),
    ],
)
def test_other_errors_are_left_alone(error):
    """Only AWS denies; its other errors speak for themselves."""
    assert "grants=" not in traceback_text(error, "/")
