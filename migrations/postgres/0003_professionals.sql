-- The places where the organisation works. One installation serves one organisation.
create table unit (
    id          uuid not null primary key,
    name        text not null,
    time_zone   text not null,
    created_at  bigint not null
);

create table professional (
    id             uuid not null primary key,
    account_id     uuid not null references account (id),
    unit_id        uuid not null references unit (id),
    name           text not null,
    name_folded    text not null,
    council        text not null,
    registration   text not null,
    uf             text not null,
    specialty      text not null,
    visit_minutes  bigint not null constraint professional_visit_minutes check (visit_minutes between 10 and 240),
    created_at     bigint not null,
    constraint professional_account_id_key unique (account_id),
    constraint professional_council_registration_uf_key unique (council, registration, uf)
);
create index professional_name_folded_idx on professional (name_folded);
