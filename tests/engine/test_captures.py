"""What handlers take along, seen on the simulator with the real CLI."""

import json

import pytest
from websockets.sync.client import connect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = '''
"""An app over several files, with helpers above and below its handlers."""

import json
import pulumi
from pulumi_wingws import DynamodbTable, Event, WebSocket

from shop import settings
from shop.prices import total as sum_up

stock = DynamodbTable("Stock", hash_key="item", attribute_definitions={"item": "S"})
shop = WebSocket("Shop")
GREETING = " ".join(["good", "day"])
table_arn = stock.arn
both = pulumi.Output.all(name=stock.table_name, arn=stock.arn)

def above(text):
    return f"{GREETING}, {below(text)}"

@shop.on_connect
def on_connect(event: Event) -> None:
    stock.put_item(item={"item": event.query["item"], "count": settings.START})

@shop.route("count", reply=True)
async def count(connection_id, body, event, context):
    item = stock.get_item(key={"item": json.loads(body)["item"]}).item
    return {
        "greeting": above("you"),
        "count": item["count"],
        "total": sum_up([1.5, 2]),
        "arn": table_arn.get(),
        "same": both.get()["arn"] == table_arn,
        "route": event.route_key,
        "function": context.function_name,
    }

def below(text):
    return text.upper() + settings.SUFFIX

pulumi.export("url", shop.url)
pulumi.export("arn", stock.arn)
'''


def test_helpers_modules_data_components_and_outputs_travel(make_project):
    """A handler finds all that its program had, in a process of its own."""
    project = make_project(PROGRAM)
    project.write("", file="shop/__init__.py")
    project.write("START = 7\nSUFFIX = '!'\n", file="shop/settings.py")
    project.write(
        "from .rounding import rounded\n\n"
        "def total(prices):\n    return rounded(sum(prices))\n",
        file="shop/prices.py",
    )
    project.write(
        "import math\n\n\ndef rounded(x):\n    return math.ceil(x)\n",
        file="shop/rounding.py",
    )
    project.config_set("target", "sim")
    project.up()
    outputs = project.outputs

    with connect(outputs["url"] + "?item=tea") as client:
        client.send('{"action": "count", "item": "tea"}')

        assert json.loads(client.recv(timeout=10)) == {
            "greeting": "good day, YOU!",
            "count": 7,
            "total": 4,
            "arn": outputs["arn"],
            "same": True,
            "route": "count",
            "function": "Shop-route-count",
        }


SIXTY = """
import json
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

config = pulumi.Config()
stock = DynamodbTable("Stock", hash_key="item", attribute_definitions={"item": "S"})
word = config.require_secret("word")
suffix = config.require("suffix")
arns = [stock.arn.apply(lambda arn, n=n: f"{arn}/{n}{suffix}") for n in range(60)]
chat = WebSocket("Chat")

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    stock.put_item(item={"item": body})
    return json.dumps([word, *arns])

pulumi.export("url", chat.url)
pulumi.export("arn", stock.arn)
"""


@pytest.fixture
def sixty(make_project):
    """A program whose handler captures 60 ARNs and a secret, before it is deployed."""
    project = make_project(SIXTY)
    project.config_set("target", "sim")
    project.config_set("suffix", "!")
    project.config_set("word", "swordfish", secret=True)
    return project


def ask(project):
    with connect(project.outputs["url"]) as client:
        client.send("tea")
        return json.loads(client.recv(timeout=10))


def test_sixty_arns_and_a_secret_reach_a_handler(sixty):
    """More than Lambda's environment takes: previewed unknown, deployed, updated."""
    sixty.preview()
    sixty.up()
    arn = sixty.outputs["arn"]

    assert ask(sixty) == ["swordfish", *(f"{arn}/{n}!" for n in range(60))]
    (function,) = (r for r in sixty.resources if r["type"].endswith(":Function"))
    assert json.loads(function["inputs"]["captures"]) == {
        "parameters": [
            ["/dev/Chat-default-secret-0"],
            [f"/dev/Chat-default-captures-{n}" for n in range(2)],
        ]
    }

    sixty.config_set("suffix", "?")
    sixty.preview()
    sixty.up()
    assert ask(sixty)[1] == f"{arn}/0?"  # a warm environment would know the old one
    assert set(sixty.up().changes) == {"same"}
