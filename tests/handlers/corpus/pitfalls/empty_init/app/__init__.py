import pathlib

HERE = pathlib.Path(__file__).read_text()
