"""What the web page shows, decided: which articles, what is marked in them, charts, feeds to subscribe to, sessions."""
