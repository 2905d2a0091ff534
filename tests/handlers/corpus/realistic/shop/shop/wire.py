from pulumi_wingws import WebSocket

chat = WebSocket("Shop")
