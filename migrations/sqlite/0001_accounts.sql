-- Accounts: one e-mail address, one role.
create table account (
    id              blob not null primary key,
    role            text not null constraint account_role check (role in ('administrator', 'reception', 'professional', 'patient')),
    name            text not null,
    email           text not null,
    email_folded    text not null,
    password_hash   text,
    language        text not null constraint account_language check (language in ('pt-BR', 'en')),
    created_at      integer not null,
    deactivated_at  integer,
    -- Null while the password is the one that the account was opened with.
    password_set_at integer,
    constraint account_email_folded_key unique (email_folded)
);

-- Passwords that an account had, as hashes: the last ones may not come again. The present one is not among them.
create table password_history (
    account_id  blob not null references account (id),
    hash        text not null,
    replaced_at integer not null,
    primary key (account_id, hash)
);

-- One row for each browser that is signed in. Only the SHA-256 of the cookie is kept; `device_id` opens nothing.
create table device_session (
    id_hash     blob not null primary key,
    device_id   blob not null,
    account_id  blob references account (id),
    browser     text not null,
    system      text not null,
    network     text,
    time_zone   text,
    data        blob not null,
    created_at  integer not null,
    seen_at     integer not null,
    expires_at  integer not null,
    constraint device_session_device_id_key unique (device_id)
);
create index device_session_account_id_idx on device_session (account_id);
create index device_session_expires_at_idx on device_session (expires_at);

-- The browsers that an account was ever opened with, by the SHA-256 of a cookie that stays when they sign out.
create table known_device (
    account_id  blob not null references account (id),
    key_hash    blob not null,
    known_at    integer not null,
    primary key (account_id, key_hash)
);

-- The countries that an account was ever opened from, as far as the browser's time zone says one: ISO 3166-1.
create table known_country (
    account_id  blob not null references account (id),
    country     text not null,
    known_at    integer not null,
    primary key (account_id, country)
);

-- The latest sign-in of an account and the one before it, which is what its owner is shown.
create table last_sign_in (
    account_id        blob not null primary key references account (id),
    at                integer not null,
    browser           text not null,
    system            text not null,
    network           text,
    time_zone         text,
    before_at         integer,
    before_browser    text,
    before_system     text,
    before_network    text,
    before_time_zone  text
);

-- Codes by e-mail: the newest one of each account. Hashes only: a keyed one of the digits, SHA-256 of the link.
create table sign_in_code (
    account_id  blob not null primary key references account (id),
    code_hash   blob not null,
    link_hash   blob not null,
    tries       integer not null,
    expires_at  integer not null,
    constraint sign_in_code_link_hash_key unique (link_hash)
);

-- The authenticator app of an account. A new secret counts for nothing until the app showed that it knows it;
-- `last_step` is the last thirty seconds whose code was spent (RFC 6238).
create table second_factor (
    account_id    blob not null primary key references account (id),
    secret        blob,
    new_secret    blob,
    confirmed_at  integer,
    last_step     integer not null
);

create table recovery_code (
    account_id  blob not null references account (id),
    code_hash   blob not null,
    used_at     integer,
    primary key (account_id, code_hash)
);

-- What was just made for a second factor, for the one page after a form without WASM: sealed, for the browser that sent
-- the form, and for minutes.
create table made_factor (
    account_id    blob not null primary key references account (id),
    session_hash  blob not null,
    text          blob not null,
    expires_at    integer not null
);

-- How often something was tried, by a keyed hash of the door and of who or whence. All nodes count here.
create table try_count (
    key_hash  blob not null primary key,
    tries     integer not null,
    last_at   integer not null
);
create index try_count_last_at_idx on try_count (last_at);

-- A passkey: the public half of a key that its owner's device holds. `credential` is what the library writes: the key, its
-- counter, whether it is synced. None of it opens anything.
create table passkey (
    id             blob not null primary key,
    account_id     blob not null references account (id),
    credential_id  blob not null,
    name           text not null,
    credential     text not null,
    created_at     integer not null,
    used_at        integer,
    constraint passkey_credential_id_key unique (credential_id)
);
create index passkey_account_id_idx on passkey (account_id);

-- A challenge that a browser was given and has not answered. An answer removes it: it works once. Only the SHA-256 of its
-- name is kept. With an account it makes a passkey, without one somebody comes in.
create table passkey_ceremony (
    id_hash     blob not null primary key,
    account_id  blob references account (id),
    state       text not null,
    expires_at  integer not null
);
create index passkey_ceremony_account_id_idx on passkey_ceremony (account_id);
create index passkey_ceremony_expires_at_idx on passkey_ceremony (expires_at);

-- Links of letters that open something once. Only the SHA-256 of the token is kept; `id` opens nothing.
-- `account_id` is null for an invitation, and for a password that nobody we know forgot.
create table account_link (
    id              blob not null primary key,
    token_hash      blob not null,
    kind            text not null constraint account_link_kind check (kind in ('reset_password', 'change_email', 'restore_email', 'invite', 'confirm_visit', 'cancel_visit')),
    account_id      blob references account (id),
    created_at      integer not null,
    expires_at      integer not null,
    used_at         integer,
    revoked_at      integer,
    -- The address the letter goes to, where it is not the account's own.
    email           text,
    email_folded    text,
    -- Of an invitation.
    invited_by      blob references account (id),
    role            text constraint account_link_role check (role in ('administrator', 'reception', 'professional', 'patient')),
    name            text,
    -- What its page was read in, for a letter to somebody without an account.
    language        text constraint account_link_language check (language in ('pt-BR', 'en')),
    council         text,
    registration    text,
    uf              text,
    specialty       text,
    visit_minutes   integer,
    constraint account_link_token_hash_key unique (token_hash)
);
create index account_link_account_id_idx on account_link (account_id);
create index account_link_email_folded_idx on account_link (email_folded);
create index account_link_expires_at_idx on account_link (expires_at);
