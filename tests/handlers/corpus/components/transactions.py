#> "a" -> "ConditionalCheckFailed, None: 2"
#% dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem
"""Parts of transactions, made in the handler and before it, and batches."""

from pulumi_wingws import DynamodbTable, Put, TransactionCanceled, Update, WebSocket

rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")

COUNT = Update(
    key={"id": "count"},
    update_expression="ADD n :one",
    expression_attribute_values={":one": 1},
)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    rows.transact_write_items(transact_items=[Put(item={"id": body}), COUNT])
    new = Put(item={"id": body}, condition_expression="attribute_not_exists(id)")
    try:
        rows.transact_write_items(transact_items=[new, COUNT])
    except TransactionCanceled as cancelled:
        codes = ", ".join(reason.code for reason in cancelled.reasons)
    found = rows.batch_get_item(keys=[{"id": body}, {"id": "count"}])
    return f"{codes}: {len(found.responses)}"
