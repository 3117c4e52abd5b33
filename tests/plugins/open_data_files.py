"""Files of the open data, read as a stranger's program reads them."""

import csv
import io
import json

import openpyxl


def body(response):
    assert response.status_code == 200, response.content[:500]
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(text):
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def sheet_rows(content, number=0):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell or "" for cell in row] for row in book.worksheets[number].values]


def ids(client, address):
    """The identities of the records of a file, in its order."""
    content = body(client.get(address))
    path = address.partition("?")[0]
    if path.endswith(".csv"):
        return [row["id"] for row in table(content)]
    if path.endswith(".xlsx"):
        return [row[0] for row in sheet_rows(content)[1:]]
    return [record["id"] for record in json.loads(content)["records"]]
