"""Imports: files and feeds of others become records, after a curator has looked at every row.

The way of a row, one package after the other; ``steps`` says in which state of a job which
of them works, ``tasks`` runs it in a worker:

- ``staging``      creates the job and stores the rows of its file (``ImportRow.cells``);
- ``read``         opens the file in a sandbox and gives raw rows;
- ``map``          column map and value map: cells become the facts of a record type;
- ``match``        finds the record that a row stands for, and possible duplicates;
- ``validate``     gives each row its verdict, differences and problems (``ImportRow.row`` ...);
- ``review``       decisions of curators; ``row_outcome`` says what is written;
- ``apply``        the rows become records: ``chunk_writer`` gives them to the ledger;
- ``undo``         takes a job back;
- ``record_types`` what is particular to tools, organisations, events and recommendations;
- ``views``        the pages on which curators follow all this.
"""
