"""The fictional outlets: who they are and how they publish; no stories."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlet:
    """A publisher: one path prefix of the site, one feed."""

    key: str
    name: str
    language: str
    feed: str
    """File name of the feed under the outlet's path; its ending and name tell the kind, see ``FEEDS``."""
    template: str
    """File name, without its ending, of the page under ``pages/templates``."""
    full_content: bool = False
    """The feed carries the whole text, wall included."""

    @property
    def feed_path(self) -> str:
        """The address of the feed on the site, without the host."""
        return f"/{self.key}/{self.feed}"


OUTLETS = {
    outlet.key: outlet
    for outlet in (
        Outlet(
            key="meridian",
            name="The Meridian Post",
            language="en",
            feed="rss.xml",
            template="portal",
            full_content=True,
        ),
        Outlet(key="harbour", name="Harbour Gazette", language="en", feed="atom.xml", template="gazette"),
        Outlet(key="northline", name="Northline Wire", language="en", feed="latest.xml", template="bare"),
        Outlet(key="lindental", name="Lindentaler Tagblatt", language="de", feed="rss.xml", template="portal"),
        Outlet(key="littoral", name="Le Courrier du Littoral", language="fr", feed="index.rdf", template="gazette"),
        Outlet(
            key="faro", name="El Faro del Valle", language="es", feed="atom.xml", template="portal", full_content=True
        ),
        Outlet(key="serra", name="Diário da Serra", language="pt", feed="rss.xml", template="gazette"),
        Outlet(key="ufuk", name="Ufuk Haber", language="tr", feed="news-sitemap.xml", template="portal"),
        Outlet(key="jisr", name="صحيفة الجسر", language="ar", feed="rss.xml", template="portal"),
        Outlet(key="kohoku", name="港北新報", language="ja", feed="feed.json", template="gazette"),
        Outlet(key="vestnik", name="Заречный вестник", language="ru", feed="rss.xml", template="bare"),
        Outlet(key="broken", name="The Broken Press", language="en", feed="rss.xml", template="bare"),
    )
}
