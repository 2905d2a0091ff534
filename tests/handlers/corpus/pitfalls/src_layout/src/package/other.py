PREFIX = "src"
