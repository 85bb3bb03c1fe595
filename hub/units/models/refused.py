class Refused(Exception):
    """A verb that the rules do not allow now. Its text is a sentence for the person who asked."""
