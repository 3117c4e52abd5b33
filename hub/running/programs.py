"""The command lines of a site's processes."""

import sys

from django.conf import settings

from hub.running.supervisor import Program

WEB_WORKERS = 2
WEB_THREADS = 4
WORKER_PROCESSES = 2


def manage(*arguments: str) -> Program:
    """A management command, named after itself."""
    return Program(arguments[0], [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments])


def web(bind: str, port: int) -> Program:
    """gunicorn with threads. There is no access log: what readers look at is nobody's business."""
    options = {
        "bind": f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}",
        "chdir": str(settings.BASE_DIR),
        "worker-class": "gthread",
        "workers": str(WEB_WORKERS),
        "threads": str(WEB_THREADS),
        "worker-tmp-dir": str(settings.VAR_DIR / "run"),
        "logger-class": "hub.running.weblog.QuietLogger",
        "log-level": "warning",
        # Restarted one after the other now and then, so that no leak grows for months.
        "max-requests": "20000",
        "max-requests-jitter": "2000",
        "graceful-timeout": "5",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return Program(
        "web",
        [sys.executable, "-m", "gunicorn", "--no-control-socket", *flags, "hub.wsgi:application"],
    )


def worker() -> Program:
    return Program(
        "worker",
        celery(
            "worker",
            "--pool=prefork",
            f"--concurrency={WORKER_PROCESSES}",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ),
    )


def beat() -> Program:
    """The clock of the sweeps. Its scheduler, named in the settings, keeps no file."""
    return Program("beat", celery("beat", "--loglevel=WARNING"))


def celery(*arguments: str) -> list[str]:
    folder = f"--workdir={settings.BASE_DIR}"
    return [sys.executable, "-m", "celery", "--quiet", "--app=hub", folder, *arguments]
