"""What conditions say of facts at a moment: compiled, judged, told to the engine, and explained."""
