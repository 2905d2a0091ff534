class ShopError(Exception):
    pass


class UnknownItem(ShopError, LookupError):
    def __init__(self, item, known):
        super().__init__(f"only {', '.join(known)}")
        self.item = item
