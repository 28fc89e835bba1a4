"""What can go wrong, told in one sentence each; surfaces map these once."""


class WenxunError(Exception):
    """Base of every error that a user can mend; the message says what to do."""


class ArticleError(WenxunError):
    """A path or file that cannot be read as articles."""


class ModelError(WenxunError):
    """An encoder that cannot be loaded."""


class IndexUnusableError(WenxunError):
    """An index that is missing, damaged, or made by another encoder or segmenter."""


class GenerationGoneError(IndexUnusableError):
    """The generation in use was removed from its server; whoever asks again asks the one that is live now."""


class EngineUnreachableError(IndexUnusableError):
    """The server that keeps the index does not answer."""


class BusyError(WenxunError):
    """Another process is building the same index."""


class QuestionError(WenxunError):
    """A question, date or filter that cannot be used."""
