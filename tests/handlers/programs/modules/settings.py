LEVEL = 1
count = 1
names = ["a"]
