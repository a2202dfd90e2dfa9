"""Whether a rulebook and a portal fit: properties, types, options, pipelines, people, scopes."""
