-- Records that were opened outside of somebody's care: whose, by whom, until when. The reason is sealed under the patient's
-- own data key. A row never changes, so that nobody reads for longer than an hour.
create table break_glass (
    id               blob not null primary key,
    professional_id  blob not null references professional (id),
    patient_id       blob not null references patient (id),
    reason           blob not null,
    opened_at        integer not null,
    expires_at       integer not null,
    constraint break_glass_length check (opened_at < expires_at and expires_at - opened_at <= 3600000000)
);
create index break_glass_professional_id_patient_id_idx on break_glass (professional_id, patient_id, expires_at);

create trigger break_glass_append_only_on_update before update on break_glass
begin select raise(abort, 'break_glass_append_only'); end;
create trigger break_glass_append_only_on_delete before delete on break_glass
begin select raise(abort, 'break_glass_append_only'); end;
-- `insert or replace` removes the old row without asking the trigger above.
create trigger break_glass_append_only_on_replace before insert on break_glass
when exists (select 1 from break_glass old where old.id = new.id)
begin select raise(abort, 'break_glass_append_only'); end;

-- What an administrator said of it, once. The note is sealed under the patient's own data key.
create table break_glass_review (
    break_glass_id  blob not null primary key references break_glass (id),
    account_id      blob not null references account (id),
    note            blob,
    reviewed_at     integer not null
);

-- A reading that its patient contests, and the answer. Both are sealed under the patient's own data key.
create table contest (
    id            blob not null primary key,
    patient_id    blob not null references patient (id),
    sequence      integer not null,
    text          blob not null,
    contested_at  integer not null,
    answer        blob,
    answered_by   blob references account (id),
    answered_at   integer,
    constraint contest_patient_id_sequence_key unique (patient_id, sequence),
    constraint contest_answered check ((answer is null) = (answered_at is null) and (answered_by is null) = (answered_at is null))
);
create index contest_open_idx on contest (contested_at) where answered_at is null;
