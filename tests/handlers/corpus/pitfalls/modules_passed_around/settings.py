debug = True
name = "app"
