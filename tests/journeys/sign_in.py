"""Signing in by the form, with the keyboard."""

from playwright.sync_api import Page


def sign_in(page: Page, email: str, password: str) -> Page:
    """The page, with the curators' first one in it."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    return page
