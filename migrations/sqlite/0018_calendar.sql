-- The private address under which a calendar elsewhere reads the visits of an account. Only the SHA-256 of the token is
-- kept; `id` opens nothing, and a new address has a new one.
create table calendar_feed (
    account_id  blob not null primary key references account (id),
    id          blob not null,
    token_hash  blob not null,
    made_at     integer not null,
    constraint calendar_feed_token_hash_key unique (token_hash)
);
