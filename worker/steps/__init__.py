"""THE STORY, one module a step; each gives the ids of the next work after its commit and decides nothing.

Every step follows the same four beats: claim rows under a lease, do the risky work, write it in ONE transaction that is
fenced by the lease, and say what is due next. A step may be killed anywhere: what it had claimed falls due again.
"""
