"""What a server sends in place of an article with status 200, told from articles by evidence that agrees."""
