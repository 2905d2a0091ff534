"""The program as its files say and as it stands in memory."""
