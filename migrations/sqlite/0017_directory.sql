-- When each professional is free next, as far as is known: the directory is sorted by it (docs/decisions/0017).
-- After the noun's own file, because it leans on appointments and opening hours.
create table next_free (
    professional_id  blob not null primary key references professional (id),
    -- The largest number for somebody who is not free as far as booking goes.
    next_free_at     integer not null,
    -- 0 when something changed.
    look_again_at    integer not null
);
create index next_free_next_free_at_professional_id_idx on next_free (next_free_at, professional_id);
create index next_free_look_again_at_idx on next_free (look_again_at);

-- Whoever books, moves, calls off or sets hours: what was known may be wrong, whatever the program believes.
create trigger appointment_next_free_on_insert after insert on appointment
begin update next_free set look_again_at = 0 where professional_id = new.professional_id; end;
create trigger appointment_next_free_on_update after update of professional_id, starts_at, ends_at, cancelled_at on appointment
begin update next_free set look_again_at = 0 where professional_id in (old.professional_id, new.professional_id); end;
create trigger appointment_next_free_on_delete after delete on appointment
begin update next_free set look_again_at = 0 where professional_id = old.professional_id; end;
create trigger opening_hours_next_free_on_insert after insert on opening_hours
begin update next_free set look_again_at = 0 where professional_id = new.professional_id; end;
create trigger opening_hours_next_free_on_update after update on opening_hours
begin update next_free set look_again_at = 0 where professional_id in (old.professional_id, new.professional_id); end;
create trigger opening_hours_next_free_on_delete after delete on opening_hours
begin update next_free set look_again_at = 0 where professional_id = old.professional_id; end;
