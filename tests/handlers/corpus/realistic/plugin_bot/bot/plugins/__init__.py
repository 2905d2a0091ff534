from . import greet, numbers
