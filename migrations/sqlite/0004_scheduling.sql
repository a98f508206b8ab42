-- Weekly opening hours, in minutes of the unit's wall clock since midnight.
create table opening_hours (
    id               blob not null primary key,
    professional_id  blob not null references professional (id),
    weekday          text not null constraint opening_hours_weekday check (weekday in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    starts_minute    integer not null,
    ends_minute      integer not null,
    -- First and last day, as `2026-03-02`; without one there is no end on that side.
    valid_from       text,
    valid_until      text,
    constraint opening_hours_validity check (valid_from is null or valid_until is null or valid_from <= valid_until),
    constraint opening_hours_order check (0 <= starts_minute and starts_minute < ends_minute and ends_minute <= 1440)
);
create index opening_hours_professional_id_idx on opening_hours (professional_id);

-- How a professional's time is offered; without a row it is offered as usual.
create table booking_rules (
    professional_id        blob not null primary key references professional (id),
    buffer_before_minutes  integer not null,
    buffer_after_minutes   integer not null,
    lead_minutes           integer not null,
    horizon_days           integer not null,
    daily_max              integer,
    cancel_minutes         integer not null,
    holidays               text not null constraint booking_rules_holidays check (holidays in ('refused', 'allowed')),
    walk_ins               text not null constraint booking_rules_walk_ins check (walk_ins in ('refused', 'allowed')),
    set_at                 integer not null,
    constraint booking_rules_range check (
        buffer_before_minutes between 0 and 120 and buffer_after_minutes between 0 and 120 and lead_minutes between 1 and 20160
        and horizon_days between 1 and 365 and (daily_max is null or daily_max between 1 and 100) and cancel_minutes between 0 and 10080)
);

-- Days of a professional unlike the others: off, or with extra hours. One that was taken back stays, and says nothing.
create table schedule_exception (
    id               blob not null primary key,
    professional_id  blob not null references professional (id),
    kind             text not null constraint schedule_exception_kind check (kind in ('closed', 'open')),
    first_day        text not null,
    last_day         text not null,
    starts_minute    integer not null,
    ends_minute      integer not null,
    added_at         integer not null,
    removed_at       integer,
    constraint schedule_exception_order check (first_day <= last_day and 0 <= starts_minute and starts_minute < ends_minute and ends_minute <= 1440)
);
create index schedule_exception_professional_id_idx on schedule_exception (professional_id, last_day) where removed_at is null;

-- Holidays of the clinic's own place; those of the whole country follow from the calendar.
create table holiday (
    id          blob not null primary key,
    day         text not null,
    name        text not null,
    added_at    integer not null,
    removed_at  integer
);
create unique index holiday_day_key on holiday (day) where removed_at is null;

-- Who pays for a visit. The first row is "Particular": the patient pays.
create table payer (
    id    blob not null primary key,
    name  text not null,
    constraint payer_name_key unique (name)
);
insert into payer (id, name) values (x'00000000000070008000000000000001', 'Particular');

create table appointment (
    id               blob not null primary key,
    professional_id  blob not null references professional (id),
    patient_id       blob not null references patient (id),
    payer_id         blob not null references payer (id),
    starts_at        integer not null,
    ends_at          integer not null,
    -- In a slot that was offered, or squeezed in at the desk.
    kind             text not null default 'offered' constraint appointment_kind check (kind in ('offered', 'walk_in')),
    reason           blob,
    booked_at        integer not null,
    -- It can be called off until this long before: the rule it was booked under.
    cancel_minutes   integer not null default 60,
    -- Where it stands follows from these instants; domain/src/scheduling/course.rs says what may follow what.
    confirmed_at     integer,
    arrived_at       integer,
    begun_at         integer,
    completed_at     integer,
    cancelled_at     integer,
    missed_at        integer,
    -- How often it was changed: whoever changes it says which change they have seen last.
    changes          integer not null default 0,
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
    id              blob not null primary key,
    appointment_id  blob not null references appointment (id),
    number          integer not null,
    at              integer not null,
    party           text not null constraint appointment_change_party check (party in ('patient', 'professional', 'reception', 'clinic')),
    account_id      blob references account (id),
    from_state      text constraint appointment_change_from_state check (from_state in ('scheduled', 'confirmed', 'arrived', 'in_call', 'completed', 'cancelled', 'no_show')),
    to_state        text not null constraint appointment_change_to_state check (to_state in ('scheduled', 'confirmed', 'arrived', 'in_call', 'completed', 'cancelled', 'no_show')),
    starts_at       integer not null,
    reason_kind     text constraint appointment_change_reason_kind check (reason_kind in ('patient_asked', 'professional_away', 'clinic_problem', 'other')),
    reason          blob,
    constraint appointment_change_appointment_id_number_key unique (appointment_id, number)
);

create trigger appointment_change_append_only_on_update before update on appointment_change
begin select raise(abort, 'appointment_change_append_only'); end;
create trigger appointment_change_append_only_on_delete before delete on appointment_change
begin select raise(abort, 'appointment_change_append_only'); end;
-- `insert or replace` removes the old row without asking the trigger above.
create trigger appointment_change_append_only_on_replace before insert on appointment_change
when exists (select 1 from appointment_change old
    where old.id = new.id or (old.appointment_id = new.appointment_id and old.number = new.number))
begin select raise(abort, 'appointment_change_append_only'); end;

-- A professional cannot be in two visits at once, nor a patient, whatever the program believes.
-- (No visit is longer than a day, so nothing that began earlier can reach into it: the index is read over one day only.)
create trigger appointment_slot_taken_on_insert before insert on appointment
when new.cancelled_at is null and exists (select 1 from appointment other
    where other.professional_id = new.professional_id and other.cancelled_at is null
      and other.starts_at < new.ends_at and other.starts_at > new.starts_at - 86400000000 and new.starts_at < other.ends_at)
begin select raise(abort, 'appointment_slot_taken'); end;

create trigger appointment_slot_taken_on_update before update on appointment
when new.cancelled_at is null and exists (select 1 from appointment other
    where other.professional_id = new.professional_id and other.cancelled_at is null and other.id <> new.id
      and other.starts_at < new.ends_at and other.starts_at > new.starts_at - 86400000000 and new.starts_at < other.ends_at)
begin select raise(abort, 'appointment_slot_taken'); end;

-- With the same professional it is the slot that is taken: of two triggers nobody says which goes first.
create trigger appointment_patient_busy_on_insert before insert on appointment
when new.cancelled_at is null and exists (select 1 from appointment other
    where other.patient_id = new.patient_id and other.professional_id <> new.professional_id and other.cancelled_at is null
      and other.starts_at < new.ends_at and other.starts_at > new.starts_at - 86400000000 and new.starts_at < other.ends_at)
begin select raise(abort, 'appointment_patient_busy'); end;

create trigger appointment_patient_busy_on_update before update on appointment
when new.cancelled_at is null and exists (select 1 from appointment other
    where other.patient_id = new.patient_id and other.professional_id <> new.professional_id and other.cancelled_at is null and other.id <> new.id
      and other.starts_at < new.ends_at and other.starts_at > new.starts_at - 86400000000 and new.starts_at < other.ends_at)
begin select raise(abort, 'appointment_patient_busy'); end;
