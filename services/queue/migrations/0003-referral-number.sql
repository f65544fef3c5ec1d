-- Found by the number that people say: the last 40 bits of the id. Not unique: two that share a number are both found.
create index referral_by_number on referral (right(id::text, 10));
