print("not in Lambda")
import pulumi_stand_ins
