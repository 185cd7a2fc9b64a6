-- Things on which a legal hold stands: the personal values of their acts are kept, however old they are.
CREATE TABLE audit_keep (
  subject {id} NOT NULL PRIMARY KEY
);
