-- The fold is replaced with every fact and is small enough for a page: compressing it each time cost more than writing it as it is.
alter table referral alter column folded set storage external;
alter table referral set (toast_tuple_target = 8160);
