from pulumi_wingws import DynamodbTable, WebSocket

wire = WebSocket("Wire")
people = DynamodbTable("People", hash_key="id", attribute_definitions={"id": "S"})
