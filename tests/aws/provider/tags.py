"""Tags in the two forms that AWS's services have for them.

A resource gets its tags when it is made; the stand-in changes none of them later.
"""

__all__ = ["tag_dict", "tag_list"]


def tag_dict(inputs):
    """Return a resource's tags by key."""
    return inputs.get("tags", {})


def tag_list(inputs):
    """Return a resource's tags, each with its key and value."""
    return [{"Key": key, "Value": text} for key, text in tag_dict(inputs).items()]
