"""The two places a program can be provisioned to."""
