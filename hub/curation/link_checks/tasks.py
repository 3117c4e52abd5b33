"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.link_checks import night, record_follower


@shared_task(name="link_checks.check")
def check_links() -> None:
    """Ask for addresses for a while, at night."""
    night.check_for_a_while()


@shared_task(name="link_checks.follow_changes")
def follow_changes() -> None:
    """The addresses of records that changed lately."""
    record_follower.follow_changed_records()
