"""Why a feed was not read this time."""


class FeedError(Exception):
    """A feed that gave nothing; the message is the reason in one phrase."""
