-- Files of patients that somebody brought, and what became of their rows. After the patients it leans on.
-- The name of a file may be that of a person: sealed, as the file is, under a key of its own in person_key.
create table patient_import (
    id             blob not null primary key,
    account_id     blob not null references account (id),
    file_name      blob not null,
    byte_count     integer not null,
    sha256         blob,
    encoding       text constraint patient_import_encoding check (encoding in ('utf-8', 'windows-1252')),
    separator      text constraint patient_import_separator check (separator in (';', ',', 'tab')),
    -- Which column says what, by number: nothing of the file.
    mapping        text,
    state          text not null constraint patient_import_state check (state in ('arriving', 'uploaded', 'running', 'stopped', 'done', 'discarded')),
    -- Where the next row begins: what lies before it is kept, and is never read again.
    reached_byte   integer not null,
    reached_line   integer not null,
    rows_read      integer not null,
    rows_added     integer not null,
    rows_known     integer not null,
    rows_refused   integer not null,
    uploaded_at    integer not null,
    finished_at    integer,
    constraint patient_import_counts check (rows_read = rows_added + rows_known + rows_refused)
);
create index patient_import_open_idx on patient_import (uploaded_at) where finished_at is null;

-- The file in parts of one size, sealed one by one; gone once the import is over.
create table patient_import_part (
    import_id  blob not null references patient_import (id),
    number     integer not null,
    content    blob not null,
    primary key (import_id, number)
);

-- Rows that were refused: where and why, never what stood there. An empty field is the row as a whole.
create table patient_import_refused (
    import_id  blob not null references patient_import (id),
    line       integer not null,
    field      text not null,
    reason     text not null,
    primary key (import_id, line, field)
) without rowid;

-- Files of all patients that somebody took, and how many patients left in each.
create table patient_export (
    id           blob not null primary key,
    account_id   blob not null references account (id),
    patients     integer not null,
    begun_at     integer not null,
    finished_at  integer
);
