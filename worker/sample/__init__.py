"""A loopback news site of fictional outlets, written by us, and a server of corpus pages; never in production.

``pages/`` holds what is served as data: stories, walls, page templates, and the stuff that bulletins are made of.
"""

from worker.sample.site import SampleSite, serve

__all__ = ["SampleSite", "serve"]
