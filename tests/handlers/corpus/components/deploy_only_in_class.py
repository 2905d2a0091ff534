#> "x" -> "xeu!n"
#> "make" raises "NotAtRunTime: 'pulumi.CustomResource' exists at deploy time only; call this code there"
#> "kind" raises "NotAtRunTime: 'pulumi.CustomResource' exists at deploy time only; call this code there"
#> "protect" raises "NotAtRunTime: 'pulumi.ResourceOptions' exists at deploy time only; call this code there"
#> "export" raises "NotAtRunTime: 'pulumi.export' exists at deploy time only; call this code there"
#* these names are for deploy time
"""Deploy-only names that classes and defaults of helpers hold say so when used."""

from dataclasses import dataclass

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@dataclass
class Kind:
    name: str = "n"
    type: object = pulumi.CustomResource


class Store:
    bucket_type = pulumi.CustomResource
    export = staticmethod(pulumi.export)
    options: "pulumi.ResourceOptions" = pulumi.ResourceOptions(protect=True)
    region: "pulumi.Input[str]" = "eu"

    class Inner:
        kind = pulumi.CustomResource

    def make(self, kind=pulumi.CustomResource):
        return self.bucket_type(kind)

    def name(self, text):
        return text + self.region


def helper(text, *, options=pulumi.ResourceOptions):
    return text + "!"


store = Store()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "make":
        store.make()
    if body == "protect":
        return str(store.options.protect)
    if body == "kind":
        Kind().type("a", "b")
    if body == "export":
        Store.export("a", "b")
    return helper(store.name(body)) + str(Kind().name)
