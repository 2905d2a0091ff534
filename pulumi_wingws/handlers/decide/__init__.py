"""Second pass: decide how each thing that was found travels."""
