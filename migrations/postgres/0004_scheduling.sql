-- Weekly opening hours, in minutes of the unit's wall clock since midnight.
create table opening_hours (
    id               uuid not null primary key,
    professional_id  uuid not null references professional (id),
    weekday          text not null constraint opening_hours_weekday check (weekday in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    starts_minute    bigint not null,
    ends_minute      bigint not null,
    constraint opening_hours_order check (0 <= starts_minute and starts_minute < ends_minute and ends_minute <= 1440)
);
create index opening_hours_professional_id_idx on opening_hours (professional_id);

-- Who pays for a visit. The first row is "Particular": the patient pays.
create table payer (
    id    uuid not null primary key,
    name  text not null,
    constraint payer_name_key unique (name)
);
insert into payer (id, name) values ('00000000-0000-7000-8000-000000000001', 'Particular');

create table appointment (
    id               uuid not null primary key,
    professional_id  uuid not null references professional (id),
    patient_id       uuid not null references patient (id),
    payer_id         uuid not null references payer (id),
    starts_at        bigint not null,
    ends_at          bigint not null,
    reason           bytea,
    booked_at        bigint not null,
    cancelled_at     bigint,
    completed_at     bigint,
    constraint appointment_order check (starts_at < ends_at and ends_at - starts_at <= 86400000000),
    constraint appointment_one_end check (cancelled_at is null or completed_at is null)
);
create index appointment_professional_id_starts_at_idx on appointment (professional_id, starts_at);
create index appointment_starts_at_idx on appointment (starts_at);
create index appointment_patient_id_starts_at_idx on appointment (patient_id, starts_at);

-- A professional cannot be in two visits at once, nor a patient, whatever the program believes.
create extension if not exists btree_gist;      -- `=` inside gist
alter table appointment add constraint appointment_slot_taken
    exclude using gist (professional_id with =, int8range(starts_at, ends_at) with &&) where (cancelled_at is null);
alter table appointment add constraint appointment_patient_busy
    exclude using gist (patient_id with =, int8range(starts_at, ends_at) with &&) where (cancelled_at is null);
