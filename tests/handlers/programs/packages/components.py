from pulumi_stand_ins import DynamodbTable
table = DynamodbTable("Rows")
