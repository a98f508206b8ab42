-- Weekly opening hours, in minutes of the unit's wall clock since midnight.
create table opening_hours (
    id               uuid not null primary key,
    professional_id  uuid not null references professional (id),
    weekday          text not null constraint opening_hours_weekday check (weekday in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    starts_minute    bigint not null,
    ends_minute      bigint not null,
    -- First and last day, as `2026-03-02`; without one there is no end on that side.
    valid_from       text,
    valid_until      text,
    constraint opening_hours_validity check (valid_from is null or valid_until is null or valid_from <= valid_until),
    constraint opening_hours_order check (0 <= starts_minute and starts_minute < ends_minute and ends_minute <= 1440)
);
create index opening_hours_professional_id_idx on opening_hours (professional_id);

-- How a professional's time is offered; without a row it is offered as usual.
create table booking_rules (
    professional_id        uuid not null primary key references professional (id),
    buffer_before_minutes  bigint not null,
    buffer_after_minutes   bigint not null,
    lead_minutes           bigint not null,
    horizon_days           bigint not null,
    daily_max              bigint,
    cancel_minutes         bigint not null,
    holidays               text not null constraint booking_rules_holidays check (holidays in ('refused', 'allowed')),
    walk_ins               text not null constraint booking_rules_walk_ins check (walk_ins in ('refused', 'allowed')),
    set_at                 bigint not null,
    constraint booking_rules_range check (
        buffer_before_minutes between 0 and 120 and buffer_after_minutes between 0 and 120 and lead_minutes between 1 and 20160
        and horizon_days between 1 and 365 and (daily_max is null or daily_max between 1 and 100) and cancel_minutes between 0 and 10080)
);

-- Days of a professional unlike the others: off, or with extra hours. One that was taken back stays, and says nothing.
create table schedule_exception (
    id               uuid not null primary key,
    professional_id  uuid not null references professional (id),
    kind             text not null constraint schedule_exception_kind check (kind in ('closed', 'open')),
    first_day        text not null,
    last_day         text not null,
    starts_minute    bigint not null,
    ends_minute      bigint not null,
    added_at         bigint not null,
    removed_at       bigint,
    constraint schedule_exception_order check (first_day <= last_day and 0 <= starts_minute and starts_minute < ends_minute and ends_minute <= 1440)
);
create index schedule_exception_professional_id_idx on schedule_exception (professional_id, last_day) where removed_at is null;

-- Holidays of the clinic's own place; those of the whole country follow from the calendar.
create table holiday (
    id          uuid not null primary key,
    day         text not null,
    name        text not null,
    added_at    bigint not null,
    removed_at  bigint
);
create unique index holiday_day_key on holiday (day) where removed_at is null;

-- Who pays for a visit. The first row is "Particular": the patient pays.
create table payer (
    id    uuid not null primary key,
    name  text not null,
    constraint payer_name_key unique (name)
);
insert into payer (id, name) values ('00000000-0000-7000-8000-000000000001', 'Particular');
alter table patient add foreign key (payer_id) references payer (id);

create table appointment (
    id               uuid not null primary key,
    professional_id  uuid not null references professional (id),
    patient_id       uuid not null references patient (id),
    payer_id         uuid not null references payer (id),
    starts_at        bigint not null,
    ends_at          bigint not null,
    -- In a slot that was offered, or squeezed in at the desk.
    kind             text not null default 'offered' constraint appointment_kind check (kind in ('offered', 'walk_in')),
    reason           bytea,
    booked_at        bigint not null,
    -- It can be called off until this long before: the rule it was booked under.
    cancel_minutes   bigint not null default 60,
    -- Where it stands follows from these instants; domain/src/scheduling/course.rs says what may follow what.
    confirmed_at     bigint,
    arrived_at       bigint,
    begun_at         bigint,
    completed_at     bigint,
    cancelled_at     bigint,
    missed_at        bigint,
    -- How often it was changed: whoever changes it says which change they have seen last.
    changes          bigint not null default 0,
    constraint appointment_order check (starts_at < ends_at and ends_at - starts_at <= 86400000000),
    constraint appointment_one_end check (
        (cancelled_at is null or completed_at is null) and (cancelled_at is null or missed_at is null) and (completed_at is null or missed_at is null))
);
create index appointment_professional_id_starts_at_idx on appointment (professional_id, starts_at);
create index appointment_starts_at_idx on appointment (starts_at);
create index appointment_patient_id_starts_at_idx on appointment (patient_id, starts_at);
-- What the clinic itself has to end once its time has passed.
create index appointment_unsettled_idx on appointment (ends_at)
    where cancelled_at is null and completed_at is null and missed_at is null and (arrived_at is null or begun_at is not null);

-- Who changed an appointment, when, from what to what, and why; the words of a reason are sealed under the patient's own
-- data key. Nothing in it is ever changed or removed.
create table appointment_change (
    id              uuid not null primary key,
    appointment_id  uuid not null references appointment (id),
    number          bigint not null,
    at              bigint not null,
    party           text not null constraint appointment_change_party check (party in ('patient', 'professional', 'reception', 'clinic')),
    account_id      uuid references account (id),
    from_state      text constraint appointment_change_from_state check (from_state in ('scheduled', 'confirmed', 'arrived', 'in_call', 'completed', 'cancelled', 'no_show')),
    to_state        text not null constraint appointment_change_to_state check (to_state in ('scheduled', 'confirmed', 'arrived', 'in_call', 'completed', 'cancelled', 'no_show')),
    starts_at       bigint not null,
    reason_kind     text constraint appointment_change_reason_kind check (reason_kind in ('patient_asked', 'professional_away', 'clinic_problem', 'other')),
    reason          bytea,
    constraint appointment_change_appointment_id_number_key unique (appointment_id, number)
);

create function appointment_change_append_only() returns trigger language plpgsql as $$
begin raise exception 'appointment_change_append_only' using errcode = 'integrity_constraint_violation', constraint = 'appointment_change_append_only'; end $$;
create trigger appointment_change_append_only_on_update before update on appointment_change for each row execute function appointment_change_append_only();
create trigger appointment_change_append_only_on_delete before delete on appointment_change for each row execute function appointment_change_append_only();
create trigger appointment_change_append_only_on_truncate before truncate on appointment_change for each statement execute function appointment_change_append_only();

-- A professional cannot be in two visits at once, nor a patient, whatever the program believes.
create extension if not exists btree_gist;      -- `=` inside gist
alter table appointment add constraint appointment_slot_taken
    exclude using gist (professional_id with =, int8range(starts_at, ends_at) with &&) where (cancelled_at is null);
alter table appointment add constraint appointment_patient_busy
    exclude using gist (patient_id with =, int8range(starts_at, ends_at) with &&) where (cancelled_at is null);
