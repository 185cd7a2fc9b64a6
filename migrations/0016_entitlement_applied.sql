-- Finds members whose licences follow an earlier revision of their user policy without looking at all members.
CREATE INDEX policy_membership_by_applied ON policy_membership (policy, applied);
