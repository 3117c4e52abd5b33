"""Parameters of an address that tell which of them a page asked for."""

from django.http import QueryDict


class RecordingQueryDict(QueryDict):
    """Remembers which parameters were asked for."""

    def __init__(self):
        super().__init__("", mutable=True)
        self.names = set()

    def get(self, name, *more):
        self.names.add(name)
        return super().get(name, *more)

    def getlist(self, name, *more):
        self.names.add(name)
        return super().getlist(name, *more)
