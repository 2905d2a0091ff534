import textwrap

helper = eval("lambda x: x")
textwrap.dedent = helper


def shorten(text):
    return text


textwrap.shorten = shorten


def on_message(connection_id, body):
    return helper(textwrap.shorten(body))
