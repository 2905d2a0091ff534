from . import MARK
def first(): pass
def second(): return "second" + MARK
