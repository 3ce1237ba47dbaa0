-- Somebody may also have said yes in the browser's own sign-in dialog (FedCM), and an app may end what it has of them there.
alter table consent_events drop constraint consent_events_how_check;
alter table consent_events add constraint consent_events_how_check check (how in ('page', 'frame', 'fedcm', 'operator', 'account'));
