/** The user that Postgres runs as. `undefined`: whoever runs this process. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

// Postgres refuses to run as root, and initdb wants a user with a line in /etc/passwd: `nobody` has one on every Linux.
const nobody: PostgresUser = { uid: 65_534, gid: 65_534 };

export const postgresUser: PostgresUser | undefined = process.platform === 'linux' && process.getuid?.() === 0 ? nobody : undefined;
