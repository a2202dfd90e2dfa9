"""A HubSpot portal in a box: real HTTP, HubSpot's documented shapes, nothing of ours imported."""
