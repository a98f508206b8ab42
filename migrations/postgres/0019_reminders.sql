-- Reminders of a visit, each for the time the visit had when it was planned: one that is moved is reminded of anew. However
-- many nodes look, and whatever their clocks say, of each there is one, and it is done once.
create table reminder (
    id              uuid not null primary key,
    appointment_id  uuid not null references appointment (id),
    starts_at       bigint not null,
    minutes_before  bigint not null constraint reminder_minutes_before check (minutes_before between 1 and 10080),
    due_at          bigint not null,
    done_at         bigint,
    constraint reminder_appointment_id_starts_at_minutes_before_key unique (appointment_id, starts_at, minutes_before)
);
create index reminder_due_at_idx on reminder (due_at) where done_at is null;
create index reminder_starts_at_idx on reminder (starts_at);

-- The start that the reminders of a visit were planned for: whoever books or moves a visit need not know of reminders.
alter table appointment add column reminded_for bigint;
create index appointment_unplanned_idx on appointment (starts_at)
    where reminded_for is distinct from starts_at and cancelled_at is null and completed_at is null and missed_at is null;

-- The links of its letters, each for one reader.
alter table account_link add column reminder_id uuid references reminder (id);
create index account_link_reminder_id_idx on account_link (reminder_id);
