def work(text):
    return f"namespace {text}"
