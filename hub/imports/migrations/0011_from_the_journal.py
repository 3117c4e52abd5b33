"""Imports that were applied, or on their way, while their writes stood in a journal.

- Applied: what undoing needs beside the revisions goes from the journal to the rows of the file.
- On its way: nothing of it was seen yet. What was added is taken away, and it begins to be applied
  anew; one that was being rolled back is at its end.
- Being undone: it begins anew, or goes on where what readers see is undone already.
"""

from collections import defaultdict

from django.db import migrations, models
from django.utils import timezone

# The facts of link tables, by the label of their model.
FACTS = {
    "catalogue.toolterm": "terms",
    "catalogue.organisationterm": "terms",
    "events.eventterm": "terms",
    "recommendations.recommendationterm": "terms",
    "catalogue.toolorganisation": "organisations",
    "events.eventorganisation": "organisations",
    "catalogue.toolcitation": "citations",
    "catalogue.organisationcitation": "citations",
    "events.eventcitation": "citations",
    "recommendations.recommendationcitation": "citations",
    "catalogue.organisationname": "names",
    "events.participation": "speakers",
    "events.keymessage": "messages",
}
RECORDS = (
    "catalogue.tool",
    "catalogue.organisation",
    "events.event",
    "recommendations.recommendation",
)
SOURCE, STATE = "core.source", "imports.sourcerecordstate"
RENAMED = {"imports.imported": STATE}  # in journals of before the model was renamed
CHUNK = 200


def leave_the_journal(apps, schema_editor):
    jobs = apps.get_model("imports", "Import").objects
    for job in jobs.filter(state__in=["applied", "undoing"]).iterator():
        remember(apps, job)
    for job in jobs.filter(state__in=["preparing", "applying", "rolling_back"]):
        take_away(apps, job)
        job.shares.all().delete()
        if job.state == "rolling_back":
            job.state, job.then = job.then or "failed", ""
            if job.state in ("cancelled", "failed"):
                job.finished_at = timezone.now()
        else:
            job.state = "preparing"
        begin_anew(job)
    for job in jobs.filter(state="undoing"):
        was_seen = lines_of(apps, job, way="back").filter(done=True).exists()
        job.then = "undone" if was_seen else ""
        begin_anew(job)


def begin_anew(job):
    job.at_number = job.rows_prepared = 0
    if job.state not in ("undoing", "applied"):
        job.rows_applied = 0
    job.step_at = timezone.now()
    job.save()


def lines_of(apps, job, **which):
    return apps.get_model("imports", "JournalEntry").objects.filter(batch=job, **which)


# What was applied


def remember(apps, job):
    """Write ``ImportRow.before`` as ``hub.imports.apply.chunk_writer`` does."""
    rows = apps.get_model("imports", "ImportRow").objects.filter(batch=job)
    before = defaultdict(dict)
    lines = lines_of(apps, job, way="there", done=True).order_by("position")
    for line in lines.exclude(op="insert").iterator(chunk_size=20):
        if line.table in RECORDS:
            by_record = {
                pk: {"updated_at": was["updated_at"]}
                for pk, was in zip(line.records, line.before, strict=True)
                if "updated_at" in was
            }
            for row, pk in rows.filter(record_id__in=by_record).values_list("pk", "record_id"):
                before[row] |= by_record[pk]
        elif line.table in FACTS:
            remember_links(apps, rows, line, before)
        elif RENAMED.get(line.table, line.table) == STATE and line.op == "update":
            remember_states(apps, rows, line, before)
    sources = [
        key
        for values, shared in lines.filter(op="insert", table=SOURCE).values_list(
            "values", "shared"
        )
        for key in [(shared | one)["id"] for one in values]
    ]
    first = rows.order_by("number").values_list("pk", flat=True).first()
    if sources and first is not None:
        before[first]["sources"] = sources
    changed = [rows.model(pk=pk, before=values) for pk, values in before.items()]
    rows.model.objects.bulk_update(changed, ["before"], batch_size=CHUNK)


def remember_links(apps, rows, line, before):
    model = apps.get_model(line.table)
    was = {one["id"]: one for one in line.before}
    if line.op == "update":  # the journal has the columns that changed
        now = model.objects.filter(pk__in=was).values()
        was = {one["id"]: plain(one) | was[one["id"]] for one in now}
    number_of = dict(rows.filter(record_id__in=set(line.records)).values_list("record_id", "pk"))
    for pk, one in zip(line.records, line.before, strict=True):
        if pk in number_of and one["id"] in was:
            links = before[number_of[pk]].setdefault("links", {})
            links.setdefault(FACTS[line.table], []).append(was[one["id"]])


def plain(row):
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }


def remember_states(apps, rows, line, before):
    was = {one["id"]: one for one in line.before}
    states = apps.get_model("imports", "SourceRecordState").objects.filter(pk__in=was)
    keys = dict(states.values_list("key", "pk"))
    for row, key in rows.filter(key__in=keys).values_list("pk", "key"):
        old = was[keys[key]]
        names = ("values", "kept", "record_id", "import_id")
        before[row]["source"] = {name: old[name] for name in names}


# What was on its way


def take_away(apps, job):
    """Delete what was added before the last transaction, the newest first."""
    lines = lines_of(apps, job, way="there", op="insert", done=True).order_by("-position")
    for line in lines.iterator(chunk_size=20):
        model = apps.get_model(RENAMED.get(line.table, line.table))
        keys = {(line.shared | values)["id"] for values in line.values}
        if line.table == SOURCE or None in line.records:
            keys -= pointed_at(model, keys)
        for some in in_parts(sorted(keys)):
            rows = model.objects.filter(pk__in=some)
            rows._raw_delete(rows.db)


def pointed_at(model, keys):
    found = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            name = relation.field.attname
            for some in in_parts(sorted(keys)):
                rows = relation.related_model.objects.filter(**{f"{name}__in": some})
                found.update(rows.values_list(name, flat=True))
    return found


def in_parts(keys):
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0010_what_undoing_needs"),
        ("core", "0004_removed"),
        ("catalogue", "0005_import_of_a_load"),
        ("events", "0001_initial"),
        ("recommendations", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(leave_the_journal, migrations.RunPython.noop, elidable=True),
    ]
