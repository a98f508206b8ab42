-- The outbox: follow-up work, enqueued in the verb's own transaction. Payloads hold ids, never content.
create table job (
    id            uuid not null primary key,
    payload       text not null,
    created_at    bigint not null,
    run_at        bigint not null,
    attempts      bigint not null,
    leased_until  bigint,
    done_at       bigint,
    failed_at     bigint,
    last_reason   text
);
create index job_open_idx on job (run_at) where done_at is null and failed_at is null;
