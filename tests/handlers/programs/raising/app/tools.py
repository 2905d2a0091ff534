class Tool:
    """A tool."""

    def run(
        self,
        value,
    ):
        text = """
        several
    lines""" % value.nothing
        return text


def tool(value):
    def generate():
        yield (
            value[1]
        )
    return list(generate())


async def later(value): pass


def later(value):
	return (lambda a: a / 0)(1)
