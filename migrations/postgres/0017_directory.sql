-- When each professional is free next, as far as is known: the directory is sorted by it (docs/decisions/0017).
-- After the noun's own file, because it leans on appointments and opening hours.
create table next_free (
    professional_id  uuid not null primary key references professional (id),
    -- The largest number for somebody who is not free as far as booking goes.
    next_free_at     bigint not null,
    -- 0 when something changed.
    look_again_at    bigint not null
);
create index next_free_next_free_at_professional_id_idx on next_free (next_free_at, professional_id);
create index next_free_look_again_at_idx on next_free (look_again_at);

-- Whoever books, moves, calls off or sets hours: what was known may be wrong, whatever the program believes.
create function next_free_may_have_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update next_free set look_again_at = 0 where professional_id = old.professional_id;
    end if;
    if tg_op = 'INSERT' or tg_op = 'UPDATE' and new.professional_id <> old.professional_id then
        update next_free set look_again_at = 0 where professional_id = new.professional_id;
    end if;
    return null;
end $$;
create trigger appointment_next_free after insert or delete or update of professional_id, starts_at, ends_at, cancelled_at on appointment
    for each row execute function next_free_may_have_changed();
create trigger opening_hours_next_free after insert or delete or update on opening_hours
    for each row execute function next_free_may_have_changed();
