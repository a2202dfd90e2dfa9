"""From the text of a file to the data of a rulebook with its places, and back: loading, layout, schema."""
