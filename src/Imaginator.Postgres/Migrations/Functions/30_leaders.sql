-- Whether a term is the one of the leader now. Writes of a leader call it: a former leader changes nothing.
CREATE OR REPLACE FUNCTION leads(p_role text, p_term bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = imaginator, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM leaders WHERE role = p_role AND term = p_term FOR SHARE)
$$;
