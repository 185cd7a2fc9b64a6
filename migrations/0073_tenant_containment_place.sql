-- Where somebody belonged when their account was shut is nothing that anybody asks of the tenant: the case knows it.
ALTER TABLE tenant_containment DROP COLUMN organisation;
