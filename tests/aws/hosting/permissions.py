"""Who may invoke a function: its own policy, asked as Lambda asks it."""

from wingws_simulator.core.iam import Decision, evaluate

__all__ = ["may_invoke"]

_GATEWAY = "apigateway.amazonaws.com"


def may_invoke(function, source_arn, service=_GATEWAY):
    """Say whether API Gateway, or another service, may invoke a function for one of its
    own resources."""
    statements = [
        {key: each[key] for key in each if key != "Principal"}
        for each in function.permissions
        if each["Principal"] == {"Service": service}
    ]
    decision = evaluate(
        statements,
        action="lambda:InvokeFunction",
        resource=function.arn,
        context={"AWS:SourceArn": source_arn},
    )
    return decision is Decision.ALLOW
