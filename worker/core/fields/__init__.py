"""What publishers print about a piece: authors, dates, titles; feeds, pages and texts use it."""
