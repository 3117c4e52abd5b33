"""The command lines of a site's processes."""

import sys

from django.conf import settings

from hub.devserver.supervisor import Program

WEB_WORKERS = 2
WEB_THREADS = 16
WORKER_PROCESSES = 2
# Connections to the mail server; files need one.
MAIL_PROCESSES = 3
PREFORK = (
    "--pool=prefork",
    "--loglevel=WARNING",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
)


def manage(*arguments: str) -> Program:
    """A management command, named after itself."""
    return Program(arguments[0], [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments])


def web(bind: str, port: int) -> Program:
    """gunicorn with threads. There is no access log: what readers look at is nobody's business."""
    options = {
        "bind": f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}",
        "chdir": str(settings.BASE_DIR),
        "worker-class": "hub.web.gunicorn_worker.Worker",
        "limit-request-line": "8190",
        "workers": str(WEB_WORKERS),
        "threads": str(WEB_THREADS),
        "worker-tmp-dir": str(settings.VAR_DIR / "run"),
        "logger-class": "hub.devserver.gunicorn_logger.QuietLogger",
        "log-level": "warning",
        # Restarted one after the other now and then, so that no leak grows for months.
        "max-requests": "20000",
        "max-requests-jitter": "2000",
        "graceful-timeout": "5",
    }
    flags = ["--no-control-socket", "--preload"]
    flags += [f"--{name}={value}" for name, value in options.items()]
    return Program("web", [sys.executable, "-m", "gunicorn", *flags, "hub.wsgi:application"])


def worker() -> Program:
    return Program("worker", celery("worker", f"--concurrency={WORKER_PROCESSES}", *PREFORK))


def mail_worker() -> Program:
    """Sends the outbox, and nothing else: it may wait ten minutes for a mail server's answer."""
    processes = MAIL_PROCESSES if settings.EMAIL_HOST else 1
    return Program(
        "mail-worker",
        celery(
            "worker",
            "--queues=mail",
            "--hostname=mail@%h",
            f"--concurrency={processes}",
            *PREFORK,
        ),
    )


def beat() -> Program:
    """The clock of the sweeps. Its scheduler, named in the settings, keeps no file."""
    return Program("beat", celery("beat", "--loglevel=WARNING"))


def celery(*arguments: str) -> list[str]:
    folder = f"--workdir={settings.BASE_DIR}"
    return [sys.executable, "-m", "celery", "--quiet", "--app=hub", folder, *arguments]
