from a import items
