"""The quiz itself."""

VERSION = "1.0"
