"""The expression language: conditions, updates, projections and key conditions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

__all__: list[str] = []
