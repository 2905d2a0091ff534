"""The bot's plug-ins."""
