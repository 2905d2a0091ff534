from base import Base


class Child(Base):
    n = 1
