-- One call for each appointment whose room was ever opened.
create table call (
    id              uuid not null primary key,
    appointment_id  uuid not null references appointment (id),
    created_at      bigint not null,
    started_at      bigint,
    ended_at        bigint,
    constraint call_appointment_id_key unique (appointment_id)
);

-- Single-use tickets: only the hash is kept.
create table call_ticket (
    secret_hash  bytea not null primary key,
    call_id      uuid not null references call (id),
    account_id   uuid not null references account (id),
    issued_at    bigint not null,
    expires_at   bigint not null,
    spent_at     bigint
);

-- Every stay of a person in the room.
create table call_attendance (
    id          uuid not null primary key,
    call_id     uuid not null references call (id),
    account_id  uuid not null references account (id),
    seat        text not null constraint call_attendance_seat check (seat in ('patient', 'professional')),
    joined_at   bigint not null,
    left_at     bigint
);
create index call_attendance_call_id_idx on call_attendance (call_id, joined_at);
create index call_attendance_open_idx on call_attendance (call_id) where left_at is null;

-- How it went, as each browser saw it.
create table call_summary (
    call_id        uuid not null references call (id),
    seat           text not null constraint call_summary_seat check (seat in ('patient', 'professional')),
    setup_ms       bigint,
    connected_ms   bigint,
    rtt_ms         bigint,
    jitter_ms      bigint,
    loss_permille  bigint,
    route          text constraint call_summary_route check (route in ('direct', 'relayed')),
    reconnections  bigint,
    reported_at    bigint not null,
    primary key (call_id, seat)
);
