"""Modules with attributes made on demand, imports inside functions, conditional names."""
import settings
import tools.hammer, tools.saw as saw


def on_message(connection_id, body):
    import tools.hammer as h
    import tools.saw
    from tools import NAIL
    from tools.hammer import hit as strike
    return repr([settings.anything, h.hit(), tools.saw.cut(), NAIL, strike(), saw.cut(), global_tools()])


def global_tools():
    return tools.hammer.hit()


ANSWERS = {"": "['made anything', 'hit nail', 'cut', 'nail', 'hit nail', 'cut', 'hit nail']"}
