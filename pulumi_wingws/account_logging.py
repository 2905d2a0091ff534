"""``ApiGatewayAccountLogging``: lets API Gateway write logs, once for an account."""

import pulumi

from .program import Program
from .targets.api_specs import Resources

__all__ = ["ApiGatewayAccountLogging"]

TOKEN = "wingws:index:ApiGatewayAccountLogging"


class ApiGatewayAccountLogging(pulumi.ComponentResource):
    """The role with which API Gateway writes logs, a setting of account and region.

    One for all APIs of an account and region: two would overwrite each other, and
    deleting it ends the logs of every API there. So keep it in a stack of its own,
    unless this is the only one with logs. An account that has a role needs none.

    A ``WebSocket`` with logs waits for it by
    ``opts=pulumi.ResourceOptions(depends_on=[logging])``. On target sim it makes
    nothing. See
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html

    Args:
        resource_name: logical name.
        opts: Pulumi's resource options.

    Attributes:
        resources: the children by role, ``role``, ``policy`` and ``account``; none on
            target sim.
    """

    resources: Resources

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        target = Program.current().target
        super().__init__(TOKEN, resource_name, {}, opts)
        self.resources = target.account_logging(
            resource_name, opts=pulumi.ResourceOptions(parent=self)
        )
        self.register_outputs({})
