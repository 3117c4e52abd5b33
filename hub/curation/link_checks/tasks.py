"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.link_checks import night, record_follower


# The list of all addresses of a large catalogue takes longer than the usual two minutes; below the
# lease of a night, and the 300 seconds after which Redis delivers again.
@shared_task(name="link_checks.check", soft_time_limit=200, time_limit=220)
def check_links() -> None:
    """Ask for addresses for a while, at night."""
    night.check_for_a_while()


@shared_task(name="link_checks.follow_changes")
def follow_changes() -> None:
    """The addresses of records that changed lately."""
    record_follower.follow_changed_records()
