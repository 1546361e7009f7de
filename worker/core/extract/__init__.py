"""From a page or text to its blocks and metadata."""
