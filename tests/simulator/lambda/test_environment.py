"""What a handler finds around it."""

import asyncio
import os
import platform
import shutil
import sys
from pathlib import Path

import wingws_runtime
from wingws_simulator.core.http_message import Request, Response

VERSION = ".".join(platform.python_version_tuple()[:2])


def invoke(service, config, event=None, **options):
    """Return the payload of one invocation."""

    async def main():
        async with service(**options) as functions:
            functions.put(config)
            return (await functions.invoke("f", event)).payload

    return asyncio.run(main())


def there(files):
    """Return those that exist."""
    return [file for file in files if file.exists()]


def test_variables(function, service, monkeypatch):
    """An environment has Lambda's variables, the service's and the function's own."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "secret")
    monkeypatch.setenv("HOME", "/home/me")
    config = function(
        "import os; handler = lambda event, context: dict(os.environ)",
        environment={
            "WINGWS": "{}",
            "WHO": "function",
            "AWS_REGION": "mars",
            "TZ": "Asia/Tokyo",
        },
        memory_size=512,
    )
    variables = {"AWS_ACCESS_KEY_ID": "AKID", "WHO": "service"}
    found = invoke(service, config, variables=variables)
    stream = found.pop("AWS_LAMBDA_LOG_STREAM_NAME")
    assert found.pop("TMPDIR")
    assert "/[$LATEST]" in stream
    assert found == {
        "_HANDLER": "index.handler",
        "AWS_ACCESS_KEY_ID": "AKID",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{VERSION}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f",
        "AWS_REGION": "eu-west-1",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "LAMBDA_TASK_ROOT": str(config.artifact),
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TZ": "Asia/Tokyo",
        "WHO": "function",
        "WINGWS": "{}",
    }


def test_context(function, service, log):
    """The context tells of the invocation, under AWS's names."""
    config = function(
        """
        def handler(event, context):
            return [
                context.function_name, context.function_version,
                context.invoked_function_arn, context.memory_limit_in_mb,
                context.log_group_name, context.log_stream_name[10:20],
                context.get_remaining_time_in_millis(), context.aws_request_id,
                context.client_context, context.identity.cognito_identity_id,
            ]
        """,
        timeout=5,
    )
    *facts, remaining, request_id, client, identity = invoke(service, config)
    assert facts == [
        "f",
        "$LATEST",
        "arn:aws:lambda:eu-west-1:123456789012:function:f",
        "1024",
        "/aws/lambda/f",
        "/[$LATEST]",
    ]
    assert 4000 < remaining <= 5000
    assert f"START RequestId: {request_id} Version: $LATEST" in log()
    assert client is None
    assert identity is None


def test_folder_and_path(function, service):
    """The artifact is the working folder and comes first on the path."""
    config = function("""
        import os, sys, index
        def handler(event, context):
            return [os.getcwd(), sys.path[0], index.__name__]
    """)
    artifact = str(config.artifact)
    assert invoke(service, config) == [artifact, artifact, "index"]


def test_artifact_stays_as_it_is(function, service):
    """Running a function writes nothing into its artifact."""
    config = function("import helper; handler = lambda event, context: helper.x")
    (config.artifact / "helper.py").write_text("x = 1")
    assert invoke(service, config) == 1
    names = {path.name for path in config.artifact.iterdir()}
    assert names == {"helper.py", "index.py"}


def test_temporary_folders(function, service):
    """Each environment has a folder of its own by TMPDIR, and it goes with it."""
    source = """
        import os, tempfile
        def handler(event, context):
            if event == "crash":
                os._exit(1)
            file = os.path.join(tempfile.gettempdir(), "file")
            seen = os.path.exists(file)
            open(file, "w").close()
            if "fifo" in event:
                open(event["fifo"], event["mode"]).close()
            return [seen, file]
    """
    config = function(source)
    fifo = str(config.artifact / "fifo")
    os.mkfifo(fifo)

    async def main():
        async with service(environments=2) as functions:
            functions.put(config)
            events = [{"fifo": fifo, "mode": mode} for mode in "rw"]
            both = await asyncio.gather(*(functions.invoke("f", e) for e in events))
            again = await functions.invoke("f", {})
            assert [result.payload[0] for result in (*both, again)] == [0, 0, 1]
            files = {Path(result.payload[1]) for result in both}
            await functions.invoke("f", "crash")
            return files, there(files)

    files, left = asyncio.run(main())
    assert (len(files), len(left)) == (2, 1)
    assert there(files) == there(file.parent.parent for file in files) == []


def test_descriptors(function, service):
    """An environment holds its streams and another, three sockets, and the board."""
    source = """
        import os
        def handler(event, context):
            if "fifo" in event:
                open(event["fifo"], event["mode"]).close()
            return [fd for fd in range(99) if os.path.exists(f"/dev/fd/{fd}")]
    """

    async def main():
        async with service() as functions:
            functions.put(function(source))
            events = [{"fifo": fifo, "mode": mode} for mode in "rw"]
            return await asyncio.gather(*(functions.invoke("f", e) for e in events))

    config = function("")
    fifo = str(config.artifact / "fifo")
    os.mkfifo(fifo)
    for result in asyncio.run(main()):
        assert result.payload == [0, 1, 2, 3, 4, 5, 6, 7]


def test_own_process_group(function, service):
    """A signal to the daemon's terminal does not reach handlers."""
    config = function("import os; handler = lambda e, c: [os.getpgrp(), os.getsid(0)]")
    group, session = invoke(service, config)
    assert group != os.getpgrp()
    assert session != os.getsid(0)


def test_artifact_brings_its_runtime(function, service):
    """The runtime in the artifact runs, not the one beside the simulator."""
    config = function("""
        import wingws_runtime
        def on_message(connection_id, body):
            return {"runtime": wingws_runtime.__file__, "body": body}
        handler = wingws_runtime.entry(on_message, kind="message", reply=True)
    """)
    runtime = Path(wingws_runtime.__file__).parent
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(runtime, config.artifact / "wingws_runtime", ignore=ignore)
    event = {"requestContext": {"connectionId": "x"}, "body": "hi"}
    expected = (
        f'{{"runtime":"{config.artifact}/wingws_runtime/__init__.py","body":"hi"}}'
    )
    assert invoke(service, config, event) == {"statusCode": 200, "body": expected}


def test_interpreter(function, service):
    """Handlers run on the interpreter of the simulator, with its packages."""
    config = function("import sys; handler = lambda e, c: [sys.version, sys.prefix]")
    assert invoke(service, config) == [sys.version, sys.prefix]


def test_clients_are_the_functions_own(function, service):
    """boto3 was warmed up before, but nothing of that shows in a handler's clients."""
    config = function(
        """
        import boto3
        def handler(event, context):
            client = boto3.client("dynamodb")
            keys = boto3.DEFAULT_SESSION.get_credentials()
            return [client.meta.region_name, client.meta.endpoint_url, keys.access_key]
        """,
        environment={
            "AWS_ACCESS_KEY_ID": "AKID",
            "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
            "AWS_SECRET_ACCESS_KEY": "secret",
        },
    )
    assert invoke(service, config) == ["eu-west-1", "http://127.0.0.1:9", "AKID"]


def test_memory_of_many_threads(function, service):
    """The limit leaves room for a thread pool and boto3 in the least memory."""
    config = function(
        """
        import boto3
        from concurrent.futures import ThreadPoolExecutor
        from threading import Barrier
        def handler(event, context):
            boto3.client("dynamodb", aws_access_key_id="-", aws_secret_access_key="-")
            barrier = Barrier(8)
            with ThreadPoolExecutor(8) as pool:
                return len(list(pool.map(lambda _: barrier.wait(), range(8))))
        """,
        memory_size=128,
    )
    assert invoke(service, config) == 8


def test_calls(function, service):
    """What the runtime asks over the environment's channel, its function asks."""
    config = function(
        """
        from wingws_runtime import WebSocket
        def handler(event, context):
            return WebSocket("Chat").send_message("id", "hi")
        """,
        environment={
            "WINGWS": '{"websockets": {"Chat": {"endpoint": "http://h:1/prod"}}}'
        },
    )
    calls = []

    def answer(caller, request, *, speaker):
        calls.append((caller, request))
        return Response(410 if len(calls) > 1 else 200), None

    async def main():
        async with service(answer=answer) as functions:
            functions.put(config)
            return [(await functions.invoke("f", {})).payload for _ in range(2)]

    assert asyncio.run(main()) == [True, False]
    request = Request("POST", "/prod/@connections/id", (("Host", "h:1"),), b"hi")
    assert calls == [(config, request)] * 2
