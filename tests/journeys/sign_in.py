"""Signing in by the form, with the keyboard."""

from playwright.sync_api import Page

ATTEMPTS, PAUSE = 14, 5_000  # milliseconds: from one address ten people sign in in a minute
TOO_MANY = 429


def give_password(page: Page, email: str, password: str) -> None:
    """Send the form of the sign-in once it is taken; what is shown then is left to the caller.

    Journeys that are walked quickly sign in more often than the site allows: they wait, as a
    person is told to.
    """
    for _attempt in range(ATTEMPTS):
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        sent = page.expect_response(lambda answer: answer.request.method == "POST")
        with sent as answered, page.expect_navigation():
            page.keyboard.press("Enter")
        if answered.value.status != TOO_MANY:
            break
        page.wait_for_timeout(PAUSE)


def sign_in(page: Page, email: str, password: str) -> Page:
    """The page, with the curators' first one in it."""
    give_password(page, email, password)
    page.wait_for_url("**/admin/")
    return page
