-- Weekly opening hours, in minutes of the unit's wall clock since midnight.
create table opening_hours (
    id               blob not null primary key,
    professional_id  blob not null references professional (id),
    weekday          text not null constraint opening_hours_weekday check (weekday in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    starts_minute    integer not null,
    ends_minute      integer not null,
    constraint opening_hours_order check (0 <= starts_minute and starts_minute < ends_minute and ends_minute <= 1440)
);
create index opening_hours_professional_id_idx on opening_hours (professional_id);

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
    reason           blob,
    booked_at        integer not null,
    cancelled_at     integer,
    completed_at     integer,
    constraint appointment_order check (starts_at < ends_at and ends_at - starts_at <= 86400000000),
    constraint appointment_one_end check (cancelled_at is null or completed_at is null)
);
create index appointment_professional_id_starts_at_idx on appointment (professional_id, starts_at);
create index appointment_starts_at_idx on appointment (starts_at);
create index appointment_patient_id_starts_at_idx on appointment (patient_id, starts_at);

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
