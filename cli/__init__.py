"""The command line flipfunnel: a composition point that builds Tools and calls the pipeline."""
