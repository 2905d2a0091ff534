"""API Gateway's conflicts, which the stand-in makes up and retries."""

from tests.aws.provider.account import Account


def test_a_change_that_meets_a_conflict_is_made_all_the_same(cloud, monkeypatch):
    """Each of many changes, while some of them were refused at first."""
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    account = Account(cloud.region)
    gateway = account.client("apigatewayv2")

    for number in range(20):
        gateway.create_api(Name=f"api{number}", ProtocolType="WEBSOCKET")

    assert len(cloud.client("apigatewayv2").get_apis()["Items"]) == 20
    assert account.conflicts.count == 3
