-- Files of patients that somebody brought, and what became of their rows. After the patients it leans on.
-- The name of a file may be that of a person: sealed, as the file is, under a key of its own in person_key.
create table patient_import (
    id             uuid not null primary key,
    account_id     uuid not null references account (id),
    file_name      bytea not null,
    byte_count     bigint not null,
    sha256         bytea,
    encoding       text constraint patient_import_encoding check (encoding in ('utf-8', 'windows-1252')),
    separator      text constraint patient_import_separator check (separator in (';', ',', 'tab')),
    -- Which column says what, by number: nothing of the file.
    mapping        text,
    state          text not null constraint patient_import_state check (state in ('arriving', 'uploaded', 'running', 'stopped', 'done', 'discarded')),
    -- Where the next row begins: what lies before it is kept, and is never read again.
    reached_byte   bigint not null,
    reached_line   bigint not null,
    rows_read      bigint not null,
    rows_added     bigint not null,
    rows_known     bigint not null,
    rows_refused   bigint not null,
    uploaded_at    bigint not null,
    finished_at    bigint,
    constraint patient_import_counts check (rows_read = rows_added + rows_known + rows_refused)
);
create index patient_import_open_idx on patient_import (uploaded_at) where finished_at is null;

-- The file in parts of one size, sealed one by one; gone once the import is over.
create table patient_import_part (
    import_id  uuid not null references patient_import (id),
    number     bigint not null,
    content    bytea not null,
    primary key (import_id, number)
);

-- Rows that were refused: where and why, never what stood there. An empty field is the row as a whole.
create table patient_import_refused (
    import_id  uuid not null references patient_import (id),
    line       bigint not null,
    field      text not null,
    reason     text not null,
    primary key (import_id, line, field)
);

-- Files of all patients that somebody took, and how many patients left in each.
create table patient_export (
    id           uuid not null primary key,
    account_id   uuid not null references account (id),
    patients     bigint not null,
    begun_at     bigint not null,
    finished_at  bigint
);
