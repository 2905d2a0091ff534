NAME = "my index"
