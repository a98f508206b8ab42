-- The places where the organisation works. One installation serves one organisation.
create table unit (
    id          blob not null primary key,
    name        text not null,
    time_zone   text not null,
    created_at  integer not null
);

create table professional (
    id             blob not null primary key,
    account_id     blob not null references account (id),
    unit_id        blob not null references unit (id),
    name           text not null,
    name_folded    text not null,
    -- The main one, which every list shows; the others stand in a table of their own.
    specialty      text not null,
    rqe            text,
    visit_minutes  integer not null constraint professional_visit_minutes check (visit_minutes between 10 and 240),
    biography      text not null,
    -- ISO 639 words between spaces, in the order they were named: one column, since a search only looks whether one is there.
    languages      text not null,
    price_centavos integer constraint professional_price_centavos check (price_centavos between 0 and 10000000),
    modality       text not null constraint professional_modality check (modality in ('remote', 'in_person', 'both')),
    -- Name and specialties, folded, every word after a space: what a search looks through.
    found_by       text not null,
    -- When it is not that of the unit.
    time_zone      text,
    created_at     integer not null,
    constraint professional_account_id_key unique (account_id)
);
create index professional_name_folded_idx on professional (name_folded);
-- The directory by price; whoever says none comes last.
create index professional_price_idx on professional (coalesce(price_centavos, 9223372036854775807), id);

-- All registrations with councils, the one that lists show first: no two people have the same.
create table council_registration (
    professional_id  blob not null references professional (id),
    position         integer not null constraint council_registration_position check (position between 1 and 3),
    council          text not null,
    registration     text not null,
    uf               text not null,
    primary key (professional_id, position),
    constraint council_registration_council_registration_uf_key unique (council, registration, uf)
);

-- Specialties after the main one.
create table further_specialty (
    professional_id  blob not null references professional (id),
    position         integer not null constraint further_specialty_position check (position between 2 and 4),
    name             text not null,
    rqe              text,
    primary key (professional_id, position)
);

-- The picture of a professional, as everybody may see it. A new picture has a new id, which is its address.
create table professional_photo (
    id               blob not null primary key,
    professional_id  blob not null references professional (id),
    kind             text not null constraint professional_photo_kind check (kind in ('image/jpeg', 'image/png', 'image/webp')),
    bytes            blob not null,
    set_at           integer not null,
    constraint professional_photo_professional_id_key unique (professional_id)
);
