"""The parameters that were deployed, where they are: in the account."""

import json

__all__ = ["Parameters"]


class Parameters:
    """SSM's GetParameters, asked of the account itself once IAM has agreed."""

    def __init__(self, deployed, ssm):
        self._arn_prefix = f"arn:aws:ssm:{deployed.region}:{deployed.account}:parameter"
        self._ssm = ssm

    def handle(self, target, body, authorize):
        """Answer one request."""
        assert target == "AmazonSSM.GetParameters", target
        arguments = json.loads(body)
        # A version, as in name:3, is no part of what IAM judges.
        versions = dict(name.partition(":")[::2] for name in arguments["Names"])
        for name in versions:
            authorize("ssm:GetParameters", f"{self._arn_prefix}/{name}")
        answer = self._ssm.get_parameters(**arguments)
        found = [
            {
                "Name": each["Name"],
                "Value": each["Value"],
                # moto looks at the version, and then leaves it out of its answer.
                "Selector": f":{versions[each['Name']]}",
            }
            for each in answer["Parameters"]
        ]
        kept = {"InvalidParameters": answer["InvalidParameters"], "Parameters": found}
        return 200, json.dumps(kept).encode()
