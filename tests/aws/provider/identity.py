"""IAM's resources: roles, and the policies in them."""

from tests.aws.provider.existing import as_json, only
from tests.aws.provider.tags import tag_list

__all__ = ["Role", "RolePolicy", "RolePolicyAttachment"]


class Role:
    """`iam.Role`."""

    replaces = frozenset({"name"})
    has_random_name = True

    def create(self, account, inputs):
        answer = account.client("iam").create_role(
            RoleName=inputs["name"],
            AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
            Tags=tag_list(inputs),
        )
        return inputs["name"], {"arn": answer["Role"]["Arn"]}

    def read(self, account, id_, olds):
        role = account.client("iam").get_role(RoleName=id_)["Role"]
        trust = role["AssumeRolePolicyDocument"]
        return {
            "name": id_,
            "arn": role["Arn"],
            "assumeRolePolicy": as_json(trust, olds.get("assumeRolePolicy")),
        }

    def update(self, account, id_, olds, inputs):
        account.client("iam").update_assume_role_policy(
            RoleName=id_, PolicyDocument=inputs["assumeRolePolicy"]
        )
        return {}

    def delete(self, account, id_, olds):
        account.client("iam").delete_role(RoleName=id_)


class RolePolicy:
    """`iam.RolePolicy`, an inline policy."""

    replaces = frozenset({"name", "role"})
    has_random_name = True

    def create(self, account, inputs):
        self._put(account, inputs)
        return f"{inputs['role']}:{inputs['name']}", {}

    def read(self, account, id_, olds):
        role, name = id_.split(":")
        policy = account.client("iam").get_role_policy(RoleName=role, PolicyName=name)
        return {
            "role": role,
            "name": name,
            "policy": as_json(policy["PolicyDocument"], olds.get("policy")),
        }

    def update(self, account, id_, olds, inputs):
        self._put(account, inputs)
        return {}

    def delete(self, account, id_, olds):
        account.client("iam").delete_role_policy(
            RoleName=olds["role"], PolicyName=olds["name"]
        )

    def _put(self, account, inputs):
        account.client("iam").put_role_policy(
            RoleName=inputs["role"],
            PolicyName=inputs["name"],
            PolicyDocument=inputs["policy"],
        )


class RolePolicyAttachment:
    """`iam.RolePolicyAttachment`, of a managed policy; each change makes a new one."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        account.client("iam").attach_role_policy(**_attachment(inputs))
        return f"{inputs['role']}/{inputs['policyArn']}", {}

    def read(self, account, id_, olds):
        role, _, arn = id_.partition("/")
        attached = account.client("iam").list_attached_role_policies(RoleName=role)
        policies = attached["AttachedPolicies"]
        return {
            "role": role,
            "policyArn": only(
                p["PolicyArn"] for p in policies if p["PolicyArn"] == arn
            ),
        }

    def delete(self, account, id_, olds):
        account.client("iam").detach_role_policy(**_attachment(olds))


def _attachment(properties):
    return {"RoleName": properties["role"], "PolicyArn": properties["policyArn"]}
