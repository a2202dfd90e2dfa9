"""The pages that people use, on a listener of their own."""
