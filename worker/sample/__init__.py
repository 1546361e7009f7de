"""A loopback news site of fictional outlets, written by us, and a server of corpus pages; never in production.

``pages/`` holds what is served as data: stories, walls, page templates, and the stuff that bulletins are made of.
"""

from worker.sample.corpus import CorpusSite, serve_corpus
from worker.sample.site import SampleSite, feed_urls, serve

__all__ = ["CorpusSite", "SampleSite", "feed_urls", "serve", "serve_corpus"]
