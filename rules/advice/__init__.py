"""What is not wrong and may still surprise: conditions that are never yes, rules in the shadow of others."""
