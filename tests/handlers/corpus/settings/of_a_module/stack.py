import pulumi

config = pulumi.Config()


def word():
    return config.require("word")
