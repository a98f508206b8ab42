-- Accounts: one e-mail address, one role.
create table account (
    id              uuid not null primary key,
    role            text not null constraint account_role check (role in ('administrator', 'professional', 'patient')),
    name            text not null,
    email           text not null,
    email_folded    text not null,
    password_hash   text not null,
    created_at      bigint not null,
    deactivated_at  bigint,
    constraint account_email_folded_key unique (email_folded)
);

-- One row for each browser that is signed in. Only the SHA-256 of the cookie is kept; `device_id` opens nothing.
create table device_session (
    id_hash     bytea not null primary key,
    device_id   uuid not null,
    account_id  uuid references account (id),
    browser     text not null,
    system      text not null,
    data        bytea not null,
    created_at  bigint not null,
    seen_at     bigint not null,
    expires_at  bigint not null,
    constraint device_session_device_id_key unique (device_id)
);
create index device_session_account_id_idx on device_session (account_id);
create index device_session_expires_at_idx on device_session (expires_at);

-- Links of letters that open something once. Only the SHA-256 of the token is kept; `id` opens nothing.
-- `account_id` is null for an invitation, and for a password that nobody we know forgot.
create table account_link (
    id              uuid not null primary key,
    token_hash      bytea not null,
    kind            text not null constraint account_link_kind check (kind in ('reset_password', 'change_email', 'restore_email', 'invite')),
    account_id      uuid references account (id),
    created_at      bigint not null,
    expires_at      bigint not null,
    used_at         bigint,
    revoked_at      bigint,
    -- The address the letter goes to, where it is not the account's own.
    email           text,
    email_folded    text,
    -- Of an invitation.
    invited_by      uuid references account (id),
    role            text constraint account_link_role check (role in ('administrator', 'professional', 'patient')),
    name            text,
    council         text,
    registration    text,
    uf              text,
    specialty       text,
    visit_minutes   bigint,
    constraint account_link_token_hash_key unique (token_hash)
);
create index account_link_account_id_idx on account_link (account_id);
create index account_link_email_folded_idx on account_link (email_folded);
create index account_link_expires_at_idx on account_link (expires_at);
