"""Operations of migrations that Django has none for."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def carry_permissions(app_label: str, old: str, new: str) -> migrations.RunPython:
    """The permissions of a renamed model keep their rows, and so who has them.

    ``RenameModel`` renames the content type and forgets the code names (Django ticket 27489).
    ``old`` and ``new`` are model names in small letters.
    """

    def rename(before: str, after: str) -> Any:
        def run(apps: Any, schema_editor: Any) -> None:
            permissions = apps.get_model("auth", "Permission").objects.filter(
                content_type__app_label=app_label, content_type__model__in=(before, after)
            )
            for action in ("add", "change", "delete", "view"):
                # One that was made under the new name meanwhile would be a double.
                renamed = permissions.filter(codename=f"{action}_{before}")
                if renamed.exists():
                    permissions.filter(codename=f"{action}_{after}").delete()
                    renamed.update(codename=f"{action}_{after}")

        return run

    return migrations.RunPython(rename(old, new), rename(new, old), elidable=True)
