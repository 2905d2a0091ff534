"""A custom domain name: its mapping to a stage, and its DNS record."""

from tests.aws.provider.tags import tag_dict

__all__ = ["ApiMapping", "DomainName", "Record"]


class DomainName:
    """`apigatewayv2.DomainName`; each change makes a new one."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        given = inputs["domainNameConfiguration"]
        answer = account.client("apigatewayv2").create_domain_name(
            DomainName=inputs["domainName"],
            DomainNameConfigurations=[
                {
                    "CertificateArn": given["certificateArn"],
                    "EndpointType": given["endpointType"],
                    "SecurityPolicy": given["securityPolicy"],
                }
            ],
            Tags=tag_dict(inputs),
        )
        # What AWS says of these two is left out by moto.
        target = f"d-{inputs['domainName']}.execute-api.{account.region}.amazonaws.com"
        told = {"targetDomainName": target, "hostedZoneId": "Z1U9ULNL0V5AJ3"}
        return answer["DomainName"], {"domainNameConfiguration": given | told}

    def delete(self, account, id_, olds):
        account.client("apigatewayv2").delete_domain_name(DomainName=id_)


class ApiMapping:
    """`apigatewayv2.ApiMapping`; each change makes a new one."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        answer = account.client("apigatewayv2").create_api_mapping(
            ApiId=inputs["apiId"],
            DomainName=inputs["domainName"],
            Stage=inputs["stage"],
            ApiMappingKey=inputs.get("apiMappingKey", ""),
        )
        return answer["ApiMappingId"], {}

    def delete(self, account, id_, olds):
        account.client("apigatewayv2").delete_api_mapping(
            DomainName=olds["domainName"], ApiMappingId=id_
        )


class Record:
    """`route53.Record`, an alias; each change makes a new one."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        self._change(account, inputs, "CREATE")
        return f"{inputs['zoneId']}_{inputs['name']}_{inputs['type']}", {}

    def delete(self, account, id_, olds):
        self._change(account, olds, "DELETE")

    def _change(self, account, inputs, action):
        (alias,) = inputs["aliases"]
        record = {
            "Name": inputs["name"],
            "Type": inputs["type"],
            "AliasTarget": {
                "DNSName": alias["name"],
                "HostedZoneId": alias["zoneId"],
                "EvaluateTargetHealth": alias["evaluateTargetHealth"],
            },
        }
        account.client("route53").change_resource_record_sets(
            HostedZoneId=inputs["zoneId"],
            ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]},
        )
