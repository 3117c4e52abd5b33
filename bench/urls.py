"""The product's addresses, and an empty view that goes the same way through the middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from hub.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("bench/empty/", empty), *urlpatterns]
