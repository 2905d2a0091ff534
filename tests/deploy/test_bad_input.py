"""What cannot be deployed is refused with what was given and what is allowed."""

import pulumi
import pytest

from pulumi_wingws import ConfigurationError, WebSocket
from tests.deploy.recording import deploy, refused

PROGRAM = """
import functools
import pulumi
from pulumi_wingws import DynamodbTable, Vpc, WebSocket

chat = WebSocket("Chat")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

"""

SIGNATURE = (
    "expected a message handler that takes (connection_id) or (connection_id, body), "
    "and event or context by name"
)
VARIABLE = "a letter, and then one or more letters, digits or underscores"
LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:name:1"
ROUTE_KEYS = "expected $connect, $disconnect, $default or an action name"


def test_an_unknown_target_names_both(project):
    """Neither is guessed."""
    assert (
        refused(PROGRAM, target="gcp") == "target 'gcp' is unknown; expected aws or sim"
    )


def test_two_different_targets_are_an_error(project):
    """The project's key and the package's are the same setting."""
    text = refused(PROGRAM, target="aws", wingws_target="sim")

    assert text == (
        "config has target 'aws' and wingws:target 'sim'; set only one of them"
    )


def test_the_same_target_twice_is_none(project):
    """Either key will do."""
    assert deploy(PROGRAM, wingws_target="sim").of("wingws:index:WebSocket")
    assert deploy(PROGRAM, target="sim", wingws_target="sim").resources


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        *(
            (
                f"WebSocket('Other', stage_name={name!r})",
                f"stage name {name!r} is not allowed; "
                "expected 1 to 128 letters, digits, '-' or '_'",
            )
            for name in ("", "a b", "$default", "s" * 129, 7)
        ),
        (
            "WebSocket('Other', route_selection_expression='')",
            "route selection expression '' is not allowed; "
            "expected one like '$request.body.action'",
        ),
        *(
            (
                f"WebSocket('Other', memory_size={size!r})",
                f"memory_size {size!r} is not allowed; expected 128 to 10240 MB",
            )
            for size in (127, 10241, "512", 512.0, True)
        ),
        *(
            (
                f"chat.on_message(timeout={timeout!r})(print)",
                f"timeout {timeout!r} is not allowed; expected 1 to 29 seconds",
            )
            for timeout in (0, 30, -1)
        ),
        *(
            (
                f"chat.route({key!r})(print)",
                f"route key {key!r} is not allowed; {ROUTE_KEYS}",
            )
            for key in ("$foo", "", " ", None)
        ),
        (
            "chat.route('$disconnect', reply=True)(lambda connection_id: None)",
            "reply=True is not allowed on route '$disconnect'; "
            "only messages have a sender who gets the reply",
        ),
        *(
            (
                f"chat.on_message({handler})",
                f"the handler of route '$default' is {handler}; "
                "expected a function, its path or an aws.lambda_.Function",
            )
            for handler in ("42", "[1]")
        ),
        *(
            (
                f"chat.on_message(environment={{{name!r}: 'text'}})(print)",
                f"name {name!r} of an environment variable is not allowed; "
                f"expected {expected}",
            )
            for name, expected in (
                ("WINGWS", "one that wingws does not set itself"),
                ("AWS_REGION", "one that Lambda does not set itself"),
                ("AWS_LAMBDA_FUNCTION_NAME", "one that Lambda does not set itself"),
                ("_HANDLER", "one that Lambda does not set itself"),
                (7, "text"),
                *((name, VARIABLE) for name in ("A", "", "1A", "A-B", "_A", "Ä1")),
            )
        ),
        *(
            (
                f"WebSocket('Other', environment={{'SIZE': {value!r}}})",
                f"value {value!r} of environment variable 'SIZE' is not allowed; "
                "expected text, or an Output of text",
            )
            for value in (7, None, ["text"])
        ),
        (
            "WebSocket('Other', environment=['SIZE'])",
            "environment ['SIZE'] is not allowed; "
            "expected a dict like {'LEVEL': 'debug'}",
        ),
        *(
            (
                f"WebSocket('Other', reserved_concurrency={value!r})",
                f"reserved_concurrency {value!r} is not allowed; "
                "expected a whole number from 0, how many invocations at once",
            )
            for value in (-1, 1.0, "5", True)
        ),
        *(
            (
                f"WebSocket('Other', log_retention={days!r})",
                f"log_retention {days!r} is not allowed; expected 1, 3, 5, 7, 14, 30, "
                "60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, "
                "2922, 3288, 3653 days",
            )
            for days in (0, 2, True, 7.0, None)
        ),
        *(
            (
                f"WebSocket('Other', log_format={log_format!r})",
                f"log_format {log_format!r} is not allowed; expected 'Text' or 'JSON'",
            )
            for log_format in ("json", None, ["JSON"])
        ),
        *(
            (
                f"WebSocket('Other', layers={layers!r})",
                f"layers {layers!r} are not allowed; expected a list of up to 4 ARNs "
                "like 'arn:aws:lambda:eu-central-1:123456789012:layer:name:1', "
                "or Outputs of them",
            )
            for layers in (None, LAYER, ["name"], [LAYER[:-2]], [7], [LAYER] * 5)
        ),
        *(
            (
                f"WebSocket('Other', tracing={tracing!r})",
                f"tracing {tracing!r} is not allowed; expected True or False",
            )
            for tracing in ("Active", 1, None)
        ),
        *(
            (
                f"chat.on_message(ephemeral_storage={size!r})(print)",
                f"ephemeral_storage {size!r} is not allowed; expected 512 to 10240 MB",
            )
            for size in (511, 10241, "512", None)
        ),
        *(
            (
                f"Vpc({ids!r}, ['sg-1'])",
                f"subnet_ids {ids!r} of a Vpc are not allowed; expected a list of 1 to "
                "16 ids like 'subnet-0a1b2c3d', or Outputs of them",
            )
            for ids in ([], "subnet-1", ["sg-1"], [7], ["subnet-1"] * 17)
        ),
        (
            "Vpc(['subnet-1'], ['subnet-1'])",
            "security_group_ids ['subnet-1'] of a Vpc are not allowed; expected a list "
            "of 1 to 5 ids like 'sg-0a1b2c3d', or Outputs of them",
        ),
        (
            "WebSocket('Other', vpc=['subnet-1'])",
            "vpc ['subnet-1'] is not allowed; "
            "expected Vpc(subnet_ids=[…], security_group_ids=[…])",
        ),
        *(
            (
                f"WebSocket('Other', auth={auth!r})",
                f"auth {auth!r} is not allowed; "
                "expected 'iam', or None: everybody, or whom an authorizer lets in",
            )
            for auth in ("IAM", "jwt", True, "")
        ),
        *(
            (
                f"chat.authorizer(identity_sources=[{source!r}])(print)",
                f"identity source {source!r} is not allowed; expected "
                "route.request.header.<name>, route.request.querystring.<name>, "
                "stageVariables.<name> or context.<name>",
            )
            for source in ("$request.header.Token", "route.request.header.", "token", 7)
        ),
        (
            "chat.authorizer(identity_sources='route.request.header.Token')(print)",
            "identity_sources 'route.request.header.Token' is not allowed; "
            "expected a list like ['route.request.querystring.token']",
        ),
        (
            "chat.authorizer(42)",
            "the authorizer is 42; "
            "expected a function, its path or an aws.lambda_.Function",
        ),
        (
            "chat.authorizer(lambda event, body: None)",
            "handler <lambda> takes (event, body); expected an authorizer that takes "
            "(event), and context by name",
        ),
        (
            "chat.on_message(lambda: None)",
            f"handler <lambda> takes (); {SIGNATURE}",
        ),
        (
            "chat.on_message(lambda a, b, c: None)",
            f"handler <lambda> takes (a, b, c); {SIGNATURE}",
        ),
        (
            "chat.on_message(lambda a, *, token: None)",
            f"handler <lambda> takes (a, *, token); {SIGNATURE}",
        ),
        (
            "chat.on_disconnect(lambda a, b: None)",
            "handler <lambda> takes (a, b); expected a disconnect handler that takes "
            "(connection_id), and event or context by name",
        ),
        (
            "DynamodbTable('Rows', hash_key='id', attribute_definitions={'key': 'S'})",
            "key 'id' of table 'Rows' has no attribute definition; "
            "attribute_definitions has 'key'",
        ),
        (
            "DynamodbTable('Rows', hash_key='id', range_key='at', "
            "attribute_definitions={'id': 'S'})",
            "key 'at' of table 'Rows' has no attribute definition; "
            "attribute_definitions has 'id'",
        ),
        (
            "DynamodbTable('Rows', hash_key='id', attribute_definitions={})",
            "key 'id' of table 'Rows' has no attribute definition; "
            "attribute_definitions has none",
        ),
        (
            "DynamodbTable('Rows', hash_key='id', "
            "attribute_definitions={'id': 'S', 'name': 'S'})",
            "attribute 'name' of table 'Rows' is no key and cannot be defined; "
            "expected only 'id'",
        ),
        (
            "DynamodbTable('Rows', hash_key='id', attribute_definitions={'id': 'X'})",
            "attribute 'id' of table 'Rows' has type 'X'; expected 'S', 'N', 'B'",
        ),
        (
            "chat.send_message('id', 'hello')",
            "a handler-time method of WebSocket('Chat') was called while the program "
            "is deployed; it works only inside a handler",
        ),
        (
            "chat.broadcast('hello', to=['id'])",
            "a handler-time method of WebSocket('Chat') was called while the program "
            "is deployed; it works only inside a handler",
        ),
        *(
            (
                "DynamodbTable('Rows', hash_key='id', "
                f"attribute_definitions={{'id': 'S'}}).{call}",
                "a handler-time method of DynamodbTable('Rows') was called while the "
                "program is deployed; it works only inside a handler",
            )
            for call in (
                "scan()",
                "batch_get_item(keys=[{'id': 'a'}])",
                "batch_write_item(put_requests=[{'id': 'a'}])",
                "transact_get_items(transact_items=[])",
                "transact_write_items(transact_items=[])",
            )
        ),
    ],
)
def test_a_bad_argument_is_refused_at_its_line(project, line, sentence):
    """With the value that was given and what is allowed."""
    assert refused(PROGRAM + line, target="sim") == sentence


def test_two_handlers_of_one_route_are_named_with_their_places(project):
    """Both are the user's, and either may be the one too many."""
    program = PROGRAM + "@chat.on_connect\ndef also(connection_id):\n    pass\n"

    assert refused(program, target="sim") == (
        "route '$connect' of WebSocket 'Chat' has two handlers, "
        "on_connect (__main__.py:8) and also (__main__.py:12); keep one of them"
    )


def test_an_api_without_handlers_is_refused_in_a_preview(project):
    """Only the whole program shows it."""
    text = refused(PROGRAM + "WebSocket('Empty')", target="sim", preview=True)

    assert text == (
        "WebSocket 'Empty' has no handlers; decorate a function with its "
        "on_connect, on_disconnect, on_message or route"
    )


def test_all_refusals_of_a_program_come_at_once(project):
    """Nobody mends one after the other."""
    text = refused(
        PROGRAM
        + "WebSocket('One')\nWebSocket('Two')\n"
        + "@chat.on_message\ndef on_message(connection_id):\n    undefined()\n",
        target="sim",
    )
    first, second, third = text.split("\n\n")

    assert first.startswith("WebSocket 'One' has no handlers")
    assert second.startswith("WebSocket 'Two' has no handlers")
    assert third.startswith("__main__.py:16:5: name 'undefined' is not defined")


def test_an_error_of_the_programs_own_is_not_hidden(project):
    """Though the handlers after it, for want of which a WebSocket is empty, are
    missing."""
    program = PROGRAM + "WebSocket('Empty')\nprint(undefined)\n"

    assert refused(program, target="sim") == "name 'undefined' is not defined"


def test_a_partial_is_a_handler(project):
    """It travels with its function and the arguments that it holds."""
    line = "chat.on_message(functools.partial(lambda a, b, c: None, 1))"

    assert deploy(PROGRAM + line, target="sim")


def test_decorators_work_in_every_form_and_return_the_function(project):
    """Bare, with options and as a plain call; the function can still be called."""
    deployment = deploy(
        """
from pulumi_wingws import WebSocket

chat = WebSocket("Chat", memory_size=512)

def connect(connection_id): pass
def left(connection_id): pass
def message(connection_id): return "called"
def join(connection_id): pass

assert chat.on_connect(connect) is connect
assert chat.on_disconnect(timeout=3)(left) is left
assert chat.on_message(reply=True, memory_size=256)(message) is message
assert chat.route("join")(join) is join
assert message("id") == "called"
""",
        target="sim",
    )
    functions = deployment.of("pulumi-python:dynamic/wingws:Function")

    assert {
        name: (
            f.inputs["memory_size"],
            f.inputs["timeout"],
            f.inputs["routes"][0]["reply"],
        )
        for name, f in functions.items()
    } == {
        "Chat-connect": (512, 29, False),
        "Chat-disconnect": (512, 3, False),
        "Chat-default": (256, 29, True),
        "Chat-route-join": (512, 29, False),
    }


def test_initialize_does_nothing_and_says_so(project):
    """The README of Wing's library calls it; it ports line by line."""
    with pytest.warns(DeprecationWarning, match="does nothing and can be removed"):
        assert deploy(PROGRAM + "chat.initialize()", target="sim").resources


def test_components_need_a_running_program():
    """Outside `pulumi up` there is nothing to register them with."""
    pulumi.runtime.settings.set_root_resource(None)
    with pytest.raises(ConfigurationError, match="no Pulumi program is running"):
        WebSocket("Chat")
