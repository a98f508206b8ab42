-- Records that were opened outside of somebody's care: whose, by whom, until when. The reason is sealed under the patient's
-- own data key. A row never changes, so that nobody reads for longer than an hour.
create table break_glass (
    id               uuid not null primary key,
    professional_id  uuid not null references professional (id),
    patient_id       uuid not null references patient (id),
    reason           bytea not null,
    opened_at        bigint not null,
    expires_at       bigint not null,
    constraint break_glass_length check (opened_at < expires_at and expires_at - opened_at <= 3600000000)
);
create index break_glass_professional_id_patient_id_idx on break_glass (professional_id, patient_id, expires_at);

create function break_glass_append_only() returns trigger language plpgsql as $$
begin raise exception 'break_glass_append_only' using errcode = 'integrity_constraint_violation', constraint = 'break_glass_append_only'; end $$;
create trigger break_glass_append_only_on_update before update on break_glass for each row execute function break_glass_append_only();
create trigger break_glass_append_only_on_delete before delete on break_glass for each row execute function break_glass_append_only();
create trigger break_glass_append_only_on_truncate before truncate on break_glass for each statement execute function break_glass_append_only();

-- What an administrator said of it, once. The note is sealed under the patient's own data key.
create table break_glass_review (
    break_glass_id  uuid not null primary key references break_glass (id),
    account_id      uuid not null references account (id),
    note            bytea,
    reviewed_at     bigint not null
);

-- A reading that its patient contests, and the answer. Both are sealed under the patient's own data key.
create table contest (
    id            uuid not null primary key,
    patient_id    uuid not null references patient (id),
    sequence      bigint not null,
    text          bytea not null,
    contested_at  bigint not null,
    answer        bytea,
    answered_by   uuid references account (id),
    answered_at   bigint,
    constraint contest_patient_id_sequence_key unique (patient_id, sequence),
    constraint contest_answered check ((answer is null) = (answered_at is null) and (answered_by is null) = (answered_at is null))
);
create index contest_open_idx on contest (contested_at) where answered_at is null;
