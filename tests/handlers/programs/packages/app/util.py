def shout(text): return text.upper() + MARK
def whisper(text):
    return text.lower()
MARK = "!"
