"""Addresses of the pages that belong to no single kind of record."""

from django.urls import path

from hub.pages.views import about, home, identity, identity_files, news, sitemap, vocabulary

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", about.about, name="about"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("whats-new/", news.whats_new, name="whats-new"),
    path("whats-new/feed/", news.whats_new_feed, name="whats-new-feed"),
    path("vocabulary/", vocabulary.scheme_list, name="vocabulary"),
    path("vocabulary/<slug:slug>/", vocabulary.scheme_detail, name="scheme"),
    path("vocabulary/<slug:scheme>/<slug:slug>/", vocabulary.term_detail, name="term"),
]

# What machines ask for has one address in all languages.
machine_urlpatterns = [
    path("healthz", about.healthz, name="healthz"),
    path(".well-known/security.txt", about.security_txt, name="security-txt"),
    path("robots.txt", about.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.sitemap_part, name="sitemap-part"),
    path("identity/mark-<slug:digest>.<slug:kind>", identity_files.mark, name="identity-mark"),
    path(
        "identity/colours-<slug:light>-<slug:dark>.css",
        identity_files.colours,
        name="identity-colours",
    ),
]

# Administrators' pages, below /admin/identity/.
staff_urlpatterns = [
    path("", identity.edit, name="identity"),
    path("look/", identity.look, name="identity-look"),
    path("preview/<slug:page>/<slug:language>/", identity.preview, name="identity-preview"),
    path("publish/", identity.publish_draft, name="identity-publish"),
    path("drop/", identity.drop_draft, name="identity-drop"),
    path("take-on/", identity.rebase_draft, name="identity-take-on"),
    path("history/", identity.history, name="identity-history"),
    path("history/<int:number>/", identity.restore_version, name="identity-restore"),
]
