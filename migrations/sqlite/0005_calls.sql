-- One call for each appointment whose room was ever opened.
create table call (
    id              blob not null primary key,
    appointment_id  blob not null references appointment (id),
    created_at      integer not null,
    started_at      integer,
    ended_at        integer,
    constraint call_appointment_id_key unique (appointment_id)
);

-- Single-use tickets: only the hash is kept.
create table call_ticket (
    secret_hash  blob not null primary key,
    call_id      blob not null references call (id),
    account_id   blob not null references account (id),
    issued_at    integer not null,
    expires_at   integer not null,
    spent_at     integer
);

-- Every stay of a person in the room.
create table call_attendance (
    id          blob not null primary key,
    call_id     blob not null references call (id),
    account_id  blob not null references account (id),
    seat        text not null constraint call_attendance_seat check (seat in ('patient', 'professional')),
    joined_at   integer not null,
    left_at     integer
);
create index call_attendance_call_id_idx on call_attendance (call_id, joined_at);
create index call_attendance_open_idx on call_attendance (call_id) where left_at is null;

-- How it went, as each browser saw it.
create table call_summary (
    call_id        blob not null references call (id),
    seat           text not null constraint call_summary_seat check (seat in ('patient', 'professional')),
    setup_ms       integer,
    connected_ms   integer,
    rtt_ms         integer,
    jitter_ms      integer,
    loss_permille  integer,
    route          text constraint call_summary_route check (route in ('direct', 'relayed')),
    reconnections  integer,
    reported_at    integer not null,
    primary key (call_id, seat)
);
