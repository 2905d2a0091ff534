"""What a function knows of the deployment."""

import json

import pytest
from wingws_runtime import NotInEnvironment, output
from wingws_runtime.environment import look_up


def test_look_up(wingws):
    """Handles find their resource under its logical name."""
    wingws(tables={"T": {"name": "T-1a2b"}})
    assert look_up("tables", "T") == {"name": "T-1a2b"}


def test_unknown_name(wingws):
    """A name that is not there is an error that lists what is."""
    wingws(tables={"b": {}, "a": {}})
    with pytest.raises(LookupError) as caught:
        look_up("tables", "T")
    assert str(caught.value) == "'T' is not among the tables; there is a, b"


def test_no_environment(monkeypatch, wingws):
    """Without any environment everything is missing."""
    monkeypatch.delenv("WINGWS")
    with pytest.raises(NotInEnvironment, match="there is nothing"):
        output("x")


def test_text_output(wingws):
    """An Output that is text can be used as it is, or with get()."""
    wingws(outputs={"bucket.arn": "arn:aws:s3:::b"})
    arn = output("bucket.arn")
    assert arn == "arn:aws:s3:::b"
    assert f"{arn}/*" == "arn:aws:s3:::b/*"
    assert json.dumps(arn) == '"arn:aws:s3:::b"'
    assert type(arn.get()) is str


@pytest.mark.parametrize("value", [None, 7, True, [1], {"a": 1}])
def test_other_output(wingws, value):
    """An Output of another type is read with get()."""
    wingws(outputs={"x": value})
    assert output("x").get() == value


def test_parameters_are_fetched_once(wingws, aws):
    """They come from SSM in one decrypting request, at first use, and are joined."""
    wingws(
        outputs={"here": 1}, parameters=[["/w/secret"], ["/w/rest-0:2", "/w/rest-1"]]
    )
    parameters = [
        {"Name": "/w/rest-1", "Value": '": ["a", "b"]}}'},
        {"Name": "/w/rest-0", "Selector": ":2", "Value": '{"outputs": {"keys'},
        {"Name": "/w/secret", "Value": '{"outputs": {"password": "pa55"}}'},
    ]
    aws.will_answer(body={"Parameters": parameters, "InvalidParameters": []})
    assert output("here").get() == 1
    assert not aws.requests
    assert output("password") == "pa55"
    assert output("keys").get() == ["a", "b"]
    ((_, _, headers, body),) = aws.requests
    assert headers["X-Amz-Target"] == "AmazonSSM.GetParameters"
    assert json.loads(body) == {
        "Names": ["/w/secret", "/w/rest-0:2", "/w/rest-1"],
        "WithDecryption": True,
    }


def test_handles_in_parameters(wingws, aws):
    """When all is too long for the environment, handles are found there too."""
    wingws(parameters=[["/w/rest"]])
    value = json.dumps({"tables": {"T": {"name": "T-1a2b"}}})
    parameters = [{"Name": "/w/rest", "Value": value}]
    aws.will_answer(body={"Parameters": parameters, "InvalidParameters": []})
    assert look_up("tables", "T") == {"name": "T-1a2b"}
    with pytest.raises(LookupError, match="'U' is not among the tables; there is T"):
        look_up("tables", "U")


def test_many_parameters(wingws, aws):
    """SSM gives ten parameters at a time."""
    wingws(parameters=[[f"/w/{n:02}"] for n in range(12)])
    for names in (range(10), range(10, 12)):
        parameters = [
            {"Name": f"/w/{n:02}", "Value": json.dumps({"outputs": {f"s{n}": n}})}
            for n in names
        ]
        aws.will_answer(body={"Parameters": parameters, "InvalidParameters": []})
    assert output("s11").get() == 11
    assert [len(json.loads(r[3])["Names"]) for r in aws.requests] == [10, 2]


def test_parameter_that_is_not_there(wingws, aws):
    """A parameter that SSM does not know is an error that names it."""
    wingws(parameters=[["/w/secret"]])
    answer = {"Parameters": [], "InvalidParameters": ["/w/secret"]}
    aws.will_answer(body=answer)
    with pytest.raises(
        NotInEnvironment, match="'/w/secret' is not among the parameters"
    ):
        output("password")
