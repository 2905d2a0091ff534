import bisect

VERDICTS = ["try again", "fair", "good", "perfect"]
LIMITS = [0.25, 0.5, 1.0]


def verdict(score, most):
    name = VERDICTS[bisect.bisect(LIMITS, score / most)]
    return f"{score} of {most}: {name}"
