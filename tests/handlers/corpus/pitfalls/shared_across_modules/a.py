items = [1]


def add(item):
    items.append(item)
