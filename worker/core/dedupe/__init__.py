"""What a draft means for what is stored: new, revised, the same page, a copy."""
