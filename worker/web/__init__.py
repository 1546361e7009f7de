"""The web page of a deployment: server-rendered, for people who watch it.

It shows what adapters read and what the core decides; it stores nothing itself, and what it lets an operator do is what
the commands do.
"""
