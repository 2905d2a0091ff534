"""Signatures, held against those of botocore."""

import random
import string
from datetime import UTC, datetime

import botocore.auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from wingws_runtime.sigv4 import Credentials, sign
from wingws_runtime.transport import _quote

NOW = datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)
TIMESTAMP = "20240229T235959Z"

METHODS = ["POST", "GET", "DELETE"]
HOSTS = ["abc.execute-api.eu-west-1.amazonaws.com", "127.0.0.1:8080", "chat.example"]
STAGES = ["prod", "v1-2_3", "$default"]
IDS = ["BFaT_fALIAMCKug=", "a/b+c==", "~. -_", "a//b", "%3D", "é€😀", "a?b#c&d", "..."]
REGIONS = ["eu-west-1", "us-gov-east-1", "cn-north-1"]
VISIBLE = string.ascii_letters + string.digits + string.punctuation


def text(rng, characters, longest):
    return "".join(rng.choices(characters, k=rng.randint(1, longest)))


def test_as_botocore_signs(monkeypatch):
    """The same request has the same signature, whatever the id, the body, the keys."""
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: NOW)
    for seed in range(2000):
        rng = random.Random(seed)
        id_ = rng.choice([*IDS, text(rng, [*VISIBLE, *" é\0€😀"], 30).strip(".")])
        method, host, region = map(rng.choice, (METHODS, HOSTS, REGIONS))
        path = f"/{rng.choice(STAGES)}/@connections/{_quote(id_).replace('=', '%3D')}"
        body = rng.randbytes(rng.randint(0, 200))
        keys = text(rng, VISIBLE, 30), text(rng, VISIBLE, 60)
        token = rng.choice([None, text(rng, VISIBLE, 300)])

        theirs = AWSRequest(method, f"https://{host}{path}", {"Host": host}, body)
        credentials = BotocoreCredentials(*keys, token)
        SigV4Auth(credentials, "execute-api", region).add_auth(theirs)

        ours = Credentials(*keys, token, region)
        headers = sign(ours, method, host, path, body, TIMESTAMP)
        assert headers == dict(theirs.headers.items()), seed


def test_secrets_are_not_shown():
    """What is logged of credentials holds no secret."""
    shown = repr(Credentials("AKID", "sesame", "open", "eu-west-1"))
    assert "AKID" in shown
    assert "sesame" not in shown
    assert "open" not in shown
