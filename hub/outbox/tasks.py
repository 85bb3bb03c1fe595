from django_tasks import task

from hub.outbox.sending import send_due


@task()
def deliver() -> None:
    """Send what is due, and come back for the rest when others have had their turn."""
    if send_due():
        deliver.enqueue()
