"""The decisions: pure functions from values to values. No clock, no environment, no chance, no driver in here.

poll        a feed's bytes to what is new in it, and when to ask again
fetch       which addresses may be asked and when, and what the answers mean
extract     a page or text to its blocks and metadata
walls       which blocks ask to register, subscribe or pay
normalize   blocks and metadata to a draft
dedupe      what a draft means for what is stored
topics      the rule language of the taxonomy, and the tags that it gives
clean       extract, walls and normalize in one
text, urls  what all of them build on
"""
