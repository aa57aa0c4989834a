/** The release of Authentik whose published contract this stand-in holds itself to. */
export const version = "2026.5.6";
