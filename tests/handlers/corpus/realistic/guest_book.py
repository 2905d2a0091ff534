#> "sign Ann" -> "1 guest"
#> "sign Bob" -> "2 guests"
#> "list" -> "Ann, Bob"
#> "forget Ann" -> "1 guest"
#> "list" -> "Bob"
#> $connect {"queryStringParameters": {"key": "letmein"}} -> {"statusCode": 200}
#> $connect {} -> {"statusCode": 401}
"""An app object that holds its components; the table is reached through it."""

from dataclasses import dataclass

from pulumi_wingws import DynamodbTable, Event, Reject, WebSocket


@dataclass
class GuestBook:
    table: DynamodbTable
    word: str = "guest"

    def count(self) -> str:
        number = len(self.names())
        return f"{number} {self.word}{'s' * (number != 1)}"

    def names(self) -> list[str]:
        return sorted(item["name"] for item in self.table.scan())

    def sign(self, name: str) -> str:
        self.table.put_item(item={"name": name})
        return self.count()

    def forget(self, name: str) -> str:
        self.table.delete_item(key={"name": name})
        return self.count()


class Doors:
    KEY = "letmein"

    @staticmethod
    def opens(key: str | None) -> bool:
        return key == Doors.KEY


book = GuestBook(DynamodbTable("Guests", hash_key="name", attribute_definitions={"name": "S"}))
hall = WebSocket("Hall")


@hall.on_connect
def on_connect(event: Event) -> Reject | None:
    return None if Doors.opens(event.query.get("key")) else Reject(401)


@hall.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    match body.split():
        case ["sign", name]:
            return book.sign(name)
        case ["forget", name]:
            return book.forget(name)
        case ["list"]:
            return ", ".join(book.names())
    return "?"
