CURRENCIES = {"EUR": "€", "GBP": "£"}
PRICES = {"tea": 250}
