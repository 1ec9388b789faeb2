-- The roles and the database, run once by a superuser:
--   psql -v owner_password=… -v app_password=… -f deploy/roles.sql
-- The owner migrates. The application's role owns nothing and inherits nothing; what it may do on
-- which table is granted after every migration (core/grants.py).
CREATE ROLE gandan_owner LOGIN NOSUPERUSER PASSWORD :'owner_password';
CREATE ROLE gandan_app LOGIN NOSUPERUSER NOINHERIT NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
-- Entered by the application for work that no official asks for (core/wall.py); never signs in.
CREATE ROLE gandan_wide NOLOGIN NOSUPERUSER NOINHERIT;
GRANT gandan_wide TO gandan_app;

-- Code point order everywhere (lists are sorted by keys of their own), Unicode letters recognised.
CREATE DATABASE gandan OWNER gandan_owner TEMPLATE template0
    ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE gandan FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE gandan TO gandan_app, gandan_wide;

-- Nothing may be acknowledged before it is on the disk.
ALTER DATABASE gandan SET synchronous_commit = on;
