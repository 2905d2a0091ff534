import pulumi

N = 7


def export_all():
    pulumi.export("n", N)


def helper(text):
    return f"{text}{N}"
