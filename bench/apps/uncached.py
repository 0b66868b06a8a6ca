"""The portal as it is, but no page is ever found in the cache of pages nor put into it."""

from portal.cache import PageCache
from portal.wsgi import app


class NoPageCache(PageCache):
    """Every request is made anew."""

    def version(self) -> None:
        """No page is the same for everybody."""


app.extensions["pages"] = NoPageCache(build="")
