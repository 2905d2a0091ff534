"""A custom domain name: its mapping to a stage, and its DNS record."""

from tests.aws.provider.existing import only
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

    def read(self, account, id_, olds):
        gateway = account.client("apigatewayv2")
        now = only(gateway.get_domain_name(DomainName=id_)["DomainNameConfigurations"])
        members = ("CertificateArn", "EndpointType", "SecurityPolicy")
        return {
            "domainName": id_,
            "domainNameConfiguration": {
                key[0].lower() + key[1:]: now[key] for key in members
            },
        }

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

    def read(self, account, id_, olds):
        now = account.client("apigatewayv2").get_api_mapping(
            DomainName=olds["domainName"], ApiMappingId=id_
        )
        return {
            "apiId": now["ApiId"],
            "stage": now["Stage"],
            "apiMappingKey": now.get("ApiMappingKey") or None,
        }

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

    def read(self, account, id_, olds):
        zone, name, type_ = id_.split("_")
        records = account.client("route53").list_resource_record_sets(HostedZoneId=zone)
        alias = only(
            each["AliasTarget"]
            for each in records["ResourceRecordSets"]
            if (each["Name"], each["Type"]) == (f"{name}.", type_)
        )
        return {
            "aliases": [
                {
                    "name": alias["DNSName"].removesuffix("."),
                    "zoneId": alias["HostedZoneId"],
                    "evaluateTargetHealth": alias["EvaluateTargetHealth"],
                }
            ]
        }

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
