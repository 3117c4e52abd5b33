"""Signing in by the form, with the keyboard."""

from playwright.sync_api import Page

ATTEMPTS, PAUSE = 14, 5_000  # milliseconds: from one address ten people sign in in a minute
TOO_MANY = 429


def sign_in(page: Page, email: str, password: str) -> Page:
    """The page, with the curators' first one in it.

    Journeys that are walked quickly sign in more often than the site allows: they wait, as a
    person is told to.
    """
    for _attempt in range(ATTEMPTS):
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.keyboard.press("Enter")
        if answered.value.status != TOO_MANY:
            break
        page.wait_for_timeout(PAUSE)
    page.wait_for_url("**/admin/")
    return page
