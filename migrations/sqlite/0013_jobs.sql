-- The outbox: follow-up work, enqueued in the verb's own transaction. Payloads hold ids, never content.
create table job (
    id            blob not null primary key,
    payload       text not null,
    created_at    integer not null,
    run_at        integer not null,
    attempts      integer not null,
    leased_until  integer,
    done_at       integer,
    failed_at     integer,
    last_reason   text
);
create index job_open_idx on job (run_at) where done_at is null and failed_at is null;
