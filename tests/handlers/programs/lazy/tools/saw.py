def cut(): return "cut"
