"""The index itself: FTS5 on SQLite, a generated tsvector on PostgreSQL. The database keeps both in step with the rows."""

from django.db import migrations

COLUMNS = "title_stems, heading_stems, body_stems"
OLD = "INSERT INTO findable_index(findable_index, rowid, title_stems, heading_stems, body_stems) VALUES ('delete', old.id, old.title_stems, old.heading_stems, old.body_stems);"
NEW = (
    f"INSERT INTO findable_index(rowid, {COLUMNS}) VALUES (new.id, new.title_stems, new.heading_stems, new.body_stems);"
)
SQLITE = [
    f"CREATE VIRTUAL TABLE findable_index USING fts5({COLUMNS}, content='findable_searchdocument', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER findable_insert AFTER INSERT ON findable_searchdocument BEGIN {NEW} END",
    f"CREATE TRIGGER findable_delete AFTER DELETE ON findable_searchdocument BEGIN {OLD} END",
    f"CREATE TRIGGER findable_update AFTER UPDATE ON findable_searchdocument BEGIN {OLD} {NEW} END",
]
SQLITE_BACK = [
    "DROP TRIGGER findable_insert",
    "DROP TRIGGER findable_delete",
    "DROP TRIGGER findable_update",
    "DROP TABLE findable_index",
]
POSTGRESQL = [
    "ALTER TABLE findable_searchdocument ADD COLUMN index tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', heading_stems), 'B')"
    " || setweight(to_tsvector('simple', body_stems), 'D')) STORED",
    "CREATE INDEX findable_index ON findable_searchdocument USING gin (index)",
]
POSTGRESQL_BACK = ["ALTER TABLE findable_searchdocument DROP COLUMN index"]


def forwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("findable", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
