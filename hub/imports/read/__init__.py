"""Read a file: bytes to rows of cells. A sandboxed child process opens what was uploaded.

``sandbox`` is the parent's side; ``hub.imports.staging`` stores the rows that it gives. Next comes
``hub.imports.map``.

The child's modules import nothing of Django and each other only relatively: it starts them as a
package of its own, in a tenth of the time and without the site's secrets.
"""
