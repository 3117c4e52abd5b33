"""Write the search index to disk, for all processes of this machine to map."""

from typing import Any

from django.core.management.base import CommandParser

from hub.operator_command import OperatorCommand
from hub.records.public_copy.writer import renew_copy
from hub.search_engine.document import kinds
from hub.search_engine.snapshot_cache import TIERS, build_base


class Command(OperatorCommand):
    help = "Build the search index anew. A cache: deleting it costs a rebuild, nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=kinds(), help="only this kind of record")
        parser.add_argument("--tier", default="", help="only this level of visibility")
        parser.add_argument("--if-needed", action="store_true", help="only where much has changed")

    def handle(self, *args: Any, **options: Any) -> None:
        for kind in [options["kind"]] if options["kind"] else kinds():
            for tier in [options["tier"]] if options["tier"] else TIERS:
                seq = build_base(kind, tier, if_needed=options["if_needed"])
                done = "nothing to do" if seq is None else f"built as of change {seq}"
                self.stdout.write(f"{kind}, {tier}: {done}")
        if not options["kind"]:
            renew_copy()  # for while the database is away: the same machines need it
