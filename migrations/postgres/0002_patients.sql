-- Every person has a data key, wrapped by the clinic's master key. Without it nothing sealed about them opens again.
create table person_key (
    person_id   uuid not null primary key,
    wrapped     bytea not null,
    created_at  bigint not null
);

-- Names stay readable so that people can be searched for; CPF is sealed and found by a keyed hash.
create table patient (
    id           uuid not null primary key,
    account_id   uuid references account (id),
    name         text not null,
    name_folded  text not null,
    birth_date   text not null,
    cpf          bytea,
    cpf_index    bytea,
    created_at   bigint not null,
    constraint patient_account_id_key unique (account_id),
    constraint patient_cpf_index_key unique (cpf_index)
);
create index patient_name_folded_idx on patient (name_folded);

-- Somebody who acts for a patient without an account of their own. A row is ended, never removed.
create table guardianship (
    id            uuid not null primary key,
    account_id    uuid not null references account (id),
    patient_id    uuid not null references patient (id),
    relationship  text not null constraint guardianship_relationship check (relationship in ('child', 'parent', 'spouse', 'ward', 'other')),
    since         bigint not null,
    ended_at      bigint,
    constraint guardianship_order check (ended_at is null or ended_at >= since)
);
create unique index guardianship_account_id_patient_id_key on guardianship (account_id, patient_id) where ended_at is null;
create index guardianship_patient_id_idx on guardianship (patient_id) where ended_at is null;

-- Somebody who wants to become a patient and has yet to show that the address is theirs: the newest form of each address,
-- sealed, found by a keyed hash, for a day at most. The code and the link of the letter are hashes only.
create table registration (
    id               uuid not null primary key,
    email_index      bytea not null,
    form             bytea not null,
    language         text not null constraint registration_language check (language in ('pt-BR', 'en')),
    code_hash        bytea,
    link_hash        bytea,
    tries            bigint not null,
    code_expires_at  bigint,
    expires_at       bigint not null,
    constraint registration_email_index_key unique (email_index),
    constraint registration_link_hash_key unique (link_hash)
);
create index registration_expires_at_idx on registration (expires_at);
